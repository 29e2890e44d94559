"""Overload, deadlines, clients that leave, and work that is done once."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any, cast

import httpx
import numpy as np
import pytest

from service.observability.metrics import Metrics
from service.scheduling.batcher import Batcher
from service.scheduling.cache import RowCache
from service.scheduling.work import Row, Work
from tests.service.conftest import Serve, until
from tests.service.fakes import FakeEngine


def body(*texts: str) -> dict[str, Any]:
    return {"items": [{"text": text} for text in texts]}


def series(api: httpx.Client, name: str) -> float:
    lines = api.get("/metrics").text.splitlines()
    return next(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


def test_what_does_not_fit_is_refused_with_a_time_to_come_back(serve: Serve, engine: FakeEngine) -> None:
    api = serve(queue_items=4, max_items=4)
    engine.gate.clear()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(api.post, "/v1/classify", json=body("a", "b", "c", "d"))
        until(lambda: series(api, "quotestance_under_way_items ") == 4)
        refused = api.post("/v1/classify", json=body("e"))
        engine.gate.set()
        assert waiting.result().status_code == 200
    assert (refused.status_code, refused.json()["type"]) == (429, "urn:quotestance:problem:overloaded")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert api.post("/v1/classify", json=body("e")).status_code == 200
    assert series(api, 'quotestance_failures_total{reason="overloaded"}') == 1
    assert series(api, "quotestance_under_way_tokens ") == 0


ARTICLE = {"text": "“We wait,” she said."}


@pytest.mark.parametrize(
    ("path", "sent", "header", "advice"),
    [
        ("/v1/articles", {"articles": [ARTICLE]}, "0.2", "split the article or raise X-Request-Timeout (at most 0.4)"),
        (
            "/v1/articles",
            {"articles": [ARTICLE]},
            "9",
            "split the article or have the service's timeout_seconds raised",
        ),
        ("/v1/articles", {"articles": [ARTICLE] * 2}, "0.2", "send fewer items at once or raise X-Request-Timeout"),
        ("/v1/classify", body("slow"), "0.2", "raise X-Request-Timeout (at most 0.4)"),
        ("/v1/classify", body("slow", "too"), "0.2", "send fewer items at once or raise X-Request-Timeout"),
    ],
)
def test_who_waited_too_long_is_told_what_helps(  # noqa: PLR0917 (pytest passes them by name)
    serve: Serve, engine: FakeEngine, path: str, sent: dict[str, Any], header: str, advice: str
) -> None:
    api = serve(timeout_seconds=0.4)
    engine.gate.clear()
    response = api.post(path, json=sent, headers={"X-Request-Timeout": header})
    engine.gate.set()
    assert (response.status_code, response.json()["type"]) == (504, "urn:quotestance:problem:timeout")
    assert response.json()["detail"].partition("; ")[2].startswith(advice)


@pytest.mark.parametrize("value", ["soon", "0", "-1", "nan"])
def test_a_deadline_must_be_seconds(api: httpx.Client, value: str) -> None:
    response = api.post("/v1/classify", json=body("a"), headers={"X-Request-Timeout": value})
    assert response.status_code == 400


def test_work_of_clients_that_left_never_reaches_the_model(serve: Serve, engine: FakeEngine) -> None:
    api = serve(batch_tokens=8)
    rows = engine.rows
    engine.gate.clear()
    with ThreadPoolExecutor() as pool:
        first = pool.submit(api.post, "/v1/classify", json=body("stays"))
        until(lambda: series(api, "quotestance_busy_seconds ") > 0)
        with pytest.raises(httpx.ReadTimeout):
            api.post("/v1/classify", json=body("leaves", "and leaves"), timeout=0.3)
        until(lambda: series(api, "quotestance_dropped_requests_total ") == 1)
        engine.gate.set()
        assert first.result().status_code == 200
    assert api.post("/v1/classify", json=body("later")).status_code == 200
    assert engine.rows - rows == 2


def test_equal_items_are_computed_once(api: httpx.Client, engine: FakeEngine) -> None:
    rows = engine.rows
    first = api.post("/v1/classify", json=body("same", "same", "other"))
    second = api.post("/v1/classify", json=body("same"))
    assert engine.rows - rows == 2
    assert first.json()["results"][0] == first.json()["results"][1] == second.json()["results"][0]


def test_equal_items_under_way_are_joined(serve: Serve, engine: FakeEngine) -> None:
    api = serve(cache_items=0)
    rows = engine.rows
    engine.gate.clear()
    with ThreadPoolExecutor() as pool:
        futures: list[Future[httpx.Response]] = [
            pool.submit(api.post, "/v1/classify", json=body("same")) for _ in range(4)
        ]
        until(lambda: series(api, "quotestance_cache_hits_total ") == 3)
        engine.gate.set()
        assert {future.result().status_code for future in futures} == {200}
    assert engine.rows - rows == 1


def test_who_leaves_takes_nothing_from_others_that_asked_the_same(serve: Serve, engine: FakeEngine) -> None:
    api = serve(cache_items=0)
    engine.gate.clear()
    with ThreadPoolExecutor() as pool:
        first = pool.submit(api.post, "/v1/classify", json=body("first"))
        until(lambda: series(api, "quotestance_busy_seconds ") > 0)
        stays = pool.submit(api.post, "/v1/classify", json=body("same"))
        until(lambda: series(api, "quotestance_queue_items ") == 1)
        with pytest.raises(httpx.ReadTimeout):
            api.post("/v1/classify", json=body("same"), timeout=0.3)
        until(lambda: series(api, "quotestance_dropped_requests_total ") == 1)
        joins = pool.submit(api.post, "/v1/classify", json=body("same"))
        until(lambda: series(api, "quotestance_cache_hits_total ") == 2)
        engine.gate.set()
        assert {one.result().status_code for one in (first, stays, joins)} == {200}


def test_readiness_needs_a_forward_pass(serve: Serve, engine: FakeEngine) -> None:
    api = serve(ready_seconds=0.001)
    assert api.get("/readyz").json() == {"status": "ready"}
    engine.fail = lambda _: RuntimeError("broken")
    assert (api.get("/livez").status_code, api.get("/readyz").status_code) == (200, 503)
    engine.fail = lambda _: None
    assert api.get("/readyz").status_code == 200


def test_a_hanging_forward_pass_is_not_alive(api: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert api.get("/livez").json() == {"status": "alive"}
    monkeypatch.setattr(Batcher, "busy_seconds", 61.0)
    assert api.get("/livez").status_code == 503


ROW = Row(np.zeros(3), np.zeros(3))


def test_the_speed_is_that_of_all_lanes() -> None:
    batcher = Batcher(256, 3, Metrics())
    works = [cast("Work", FakeWork(100)), cast("Work", FakeWork(20))]
    for _ in range(3):
        batcher._note(works, [ROW, ROW], time.monotonic() - 2, pressed=True)
    assert batcher.tokens_per_second == pytest.approx(180, rel=0.3)


def test_a_speed_that_was_too_low_once_is_outgrown_though_no_more_comes_than_one_batch_at_a_time() -> None:
    batcher, works = Batcher(256, 1, Metrics()), [cast("Work", FakeWork(100))]
    batcher._note(works, [ROW], time.monotonic() - 10, pressed=True)
    for seconds in (20, 1, 1, 1, 20):
        batcher._note(works, [ROW], time.monotonic() - seconds, pressed=False)
    assert 50 < batcher.tokens_per_second < 100


class FakeWork:
    """As much of a Work as is counted."""

    def __init__(self, tokens: int) -> None:
        self.tokens, self.entered = tokens, time.monotonic()

    def __len__(self) -> int:
        return self.tokens


def test_what_was_asked_for_last_is_remembered_longest() -> None:
    cache = RowCache(2)
    for name in ("a", "b"):
        cache.put(("model", name), ROW)
    cache.get(("model", "a"))
    cache.put(("model", "c"), ROW)
    assert [name for name in "abc" if cache.get(("model", name))] == ["a", "c"]


def test_the_forward_pass_that_has_run_longest_is_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    moment, batcher = [0.0], Batcher(256, 2, Metrics())
    monkeypatch.setattr("service.scheduling.batcher.time", SimpleNamespace(monotonic=lambda: moment[0]))
    first, second = batcher._lanes
    assert batcher.busy_seconds == 0
    first.begin([])
    moment[0] = 3.0
    second.begin([])
    moment[0] = 5.0
    assert batcher.busy_seconds == 5
    first.end()
    assert batcher.busy_seconds == 2
