"""Names, traces, logs, headers and series."""

import io
import json
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from model.classifier import Classifier
from service.observability.metrics import Metrics
from service.observability.tracing import begin
from service.security.keys import new_key
from tests.service.conftest import Serve, until
from tests.service.fakes import POISON, FakeEngine

SECRET = "Unmistakable words"
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_logs_name_the_request_and_never_the_words(
    api: httpx.Client, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(items: object, _: object) -> None:
        raise RuntimeError(f"cannot deal with {items}")

    headers = {"X-Request-ID": "abc-1", "traceparent": PARENT}
    api.post("/v1/classify", json={"items": [{"text": SECRET}, {"text": f"{SECRET} {POISON}"}]}, headers=headers)
    monkeypatch.setattr("service.api.check_items", broken)
    api.post("/v1/classify", json={"items": [{"text": SECRET}]})
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    access = next(line for line in lines if line["message"] == "request" and line["request_id"] == "abc-1")
    assert access["trace_id"] == "0af7651916cd43dd8448eb211c80319c"
    assert (access["route"], access["status"], access["items"]) == ("/v1/classify", 200, 2)
    assert any("exception" in line for line in lines)
    assert SECRET not in logged.getvalue()


@pytest.mark.parametrize("log_text", [True, False])
@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/v1/classify", {"items": [{"text": SECRET}]}),
        ("/v1/articles", {"articles": [{"text": f"“{SECRET}” the mayor, Ivan Petrenko, said."}]}),
    ],
)
def test_quoted_words_are_logged_where_that_was_asked_for(
    serve: Serve, logged: io.StringIO, path: str, sent: object, *, log_text: bool
) -> None:
    serve(log_text=log_text).post(path, json=sent)
    texts = [line["texts"] for line in map(json.loads, logged.getvalue().splitlines()) if "texts" in line]
    assert texts == ([[SECRET]] if log_text else [])


@pytest.mark.parametrize("path", ["/metrics", "/v1/model/drift"])
def test_nobody_waits_while_days_are_compared(path: str, api: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, answered = threading.Event(), threading.Event()

    def slow(*_: object) -> list[object]:
        begun.set()
        assert answered.wait(20)
        return []

    api.post("/v1/classify", json={"items": [{"text": "a"}]})
    monkeypatch.setattr("service.lifecycle.drift.compare", slow)
    with ThreadPoolExecutor() as pool:
        scrape = pool.submit(api.get, path)
        try:
            assert begun.wait(20)
            assert api.get("/livez", timeout=5).status_code == 200
        finally:
            answered.set()
        assert scrape.result().status_code == 200


@pytest.mark.parametrize(
    ("parent", "taken"),
    [
        (PARENT, True),
        ("01" + PARENT[2:] + "-later", True),
        (PARENT + "-later", False),
        ("ff" + PARENT[2:], False),
        ("00-" + "0" * 32 + PARENT[35:], False),
        (PARENT[:36] + "0" * 16 + "-01", False),
        (PARENT.upper(), False),
        ("", False),
    ],
)
def test_only_a_well_formed_trace_is_continued(parent: str, *, taken: bool) -> None:
    trace = begin("x", parent)
    assert (trace.trace_id == "0af7651916cd43dd8448eb211c80319c") is taken
    assert (len(trace.trace_id), len(trace.span_id)) == (32, 16)


@pytest.mark.parametrize("name", ["", "a b", "a\nb", "x" * 129, "<script>"])
def test_a_request_id_that_does_not_belong_into_a_log_is_replaced(name: str) -> None:
    assert begin(name, "").request_id != name


def test_every_answer_carries_its_id_and_security_headers(api: httpx.Client) -> None:
    for path in ("/", "/docs", "/v1/model", "/nothing", "/livez"):
        headers = api.get(path, headers={"X-Request-ID": "abc"}).headers
        assert headers["x-request-id"] == "abc"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert (headers["x-frame-options"], headers["referrer-policy"]) == ("DENY", "no-referrer")
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["permissions-policy"] == "camera=(), geolocation=(), microphone=()"


def test_documentation_loads_nothing_from_elsewhere(api: httpx.Client) -> None:
    page = api.get("/docs").text
    assert "https://" not in page
    assert all(
        api.get(f"/docs/assets/{name}").status_code == 200 for name in ("swagger-ui-bundle.js", "swagger-ui.css")
    )


def test_files_of_the_pages_are_counted_by_their_folder(api: httpx.Client) -> None:
    for path in ("/static/page.js", "/static/nothing", "/docs/assets/swagger-ui.css", "/openapi.json", "/nothing"):
        api.get(path)
    api.head("/livez")
    answered = [("/static", 200), ("/static", 404), ("/docs/assets", 200), ("/openapi.json", 200)]
    known = [*answered, ("unmatched", 404), ("/livez", 200)]
    wanted = [f'quotestance_http_requests_total{{route="{route}",status="{status}"}} 1.0' for route, status in known]
    # A request is counted after its answer has gone out.
    until(lambda: set(wanted) <= set(api.get("/metrics").text.splitlines()))


def test_series_are_there_from_the_start_and_count(api: httpx.Client) -> None:
    before = api.get("/metrics").text
    for name in (
        'quotestance_results_total{abstained="true",stance="pro-kyiv"} 0.0',
        'quotestance_failures_total{reason="overloaded"} 0.0',
        'quotestance_http_requests_total{route="/v1/articles",status="200"} 0.0',
        "quotestance_queue_items 0.0",
        "quotestance_padding_ratio",
        "quotestance_queue_wait_seconds_count",
        "quotestance_infer_seconds_count",
        "quotestance_read_seconds_count 0.0",
        "quotestance_model_thread_restarts_total 0.0",
    ):
        assert name in before
    api.post("/v1/classify", json={"items": [{"text": "a"}, {"text": POISON}]})
    after = api.get("/metrics").text
    assert 'quotestance_failures_total{reason="inference-failed"} 1.0' in after
    results = [line for line in after.splitlines() if line.startswith("quotestance_results_total{")]
    assert sum(float(line.rpartition(" ")[2]) for line in results) == 1
    for name in ("batch_items_count", "infer_seconds_count", "queue_wait_seconds_count", 'tokens_total{kind="real"}'):
        counts = [re.findall(rf"^quotestance_{re.escape(name)} (.*)", text, re.MULTILINE) for text in (before, after)]
        assert float(counts[0][0]) < float(counts[1][0])


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/v1/classify", {"items": [{"text": "We wait."}]}),
        ("/v1/articles", {"articles": [{"text": "“We wait,” said the mayor."}]}),
    ],
)
def test_the_time_of_reading_is_told_without_that_of_the_model(  # noqa: PLR0917 (pytest passes them by name)
    serve: Serve,
    classifier: Classifier,
    engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    sent: dict[str, Any],
) -> None:
    passed, api = [0.0], serve()

    def taking(seconds: float, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any) -> Any:
            passed[0] += seconds
            return work(*given)

        return timed

    for name in ("prepare", "prepare_article"):
        monkeypatch.setattr(classifier, name, taking(2, getattr(classifier, name)))
    monkeypatch.setattr(engine, "logits", taking(7, engine.logits))
    monkeypatch.setattr("service.observability.metrics.time", SimpleNamespace(monotonic=lambda: passed[0]))
    assert api.post(path, json=sent).status_code == 200
    assert passed == [9]
    series = api.get("/metrics").text
    assert "quotestance_read_seconds_count 1.0" in series
    assert "quotestance_read_seconds_sum 2.0" in series


def test_padding_is_told_beside_what_is_read() -> None:
    metrics = Metrics()
    metrics.batch(items=2, tokens=30, padded=40, seconds=0.1, waits=[0.0, 0.0])
    shown = metrics.render().decode()
    assert "quotestance_padding_ratio 0.25" in shown
    assert 'quotestance_tokens_total{kind="real"} 30.0' in shown
    assert 'quotestance_tokens_total{kind="padding"} 10.0' in shown


def accesses(logged: io.StringIO, count: int) -> dict[str, dict[str, object]]:
    """Return the lines of so many requests by their routes; a request is logged after its answer has gone out."""

    def found() -> dict[str, dict[str, object]]:
        lines = [json.loads(line) for line in logged.getvalue().splitlines()]
        return {line["route"]: line for line in lines if line["message"] == "request"}

    until(lambda: len(found()) >= count)
    return found()


def test_what_asks_for_ever_again_is_not_logged_unless_debugging(api: httpx.Client, logged: io.StringIO) -> None:
    quiet = ("/livez", "/readyz", "/metrics")
    for path in (*quiet, "/v1/model"):
        api.get(path)
    levels = {route: line["level"] for route, line in accesses(logged, 4).items()}
    assert levels == dict.fromkeys(quiet, "debug") | {"/v1/model": "info"}


def test_logs_say_whose_key_it_was_and_how_much_went_out(serve: Serve, logged: io.StringIO, tmp_path: Path) -> None:
    (key, line), file = new_key("desk"), tmp_path / "keys"
    file.write_text(line)
    answer = serve(api_keys=file).get("/v1/model", headers={"X-API-Key": key})
    told = accesses(logged, 1)["/v1/model"]
    assert (told["key"], told["bytes_out"]) == ("desk", len(answer.content))
    assert key not in logged.getvalue()
