"""NDJSON both ways: order, errors in their lines, flow control, endings."""

import asyncio
import io
import json
import socket
import threading
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from model.items import Item
from model.labels import View
from service.labelling import label_items
from service.limits import check_items
from service.runtime import Runtime
from service.security.keys import Bucket, new_key
from service.settings import Settings
from service.streams.lines import Line
from service.streams.response import Labeller
from tests.service.conftest import Serve, until
from tests.service.fakes import FakeEngine, fake_classifier


def ndjson(*items: Any) -> bytes:
    return b"".join((item if isinstance(item, bytes) else json.dumps(item).encode()) + b"\n" for item in items)


def results(response: httpx.Response) -> list[dict[str, Any]]:
    return [json.loads(line) for line in response.text.splitlines()]


def test_a_stream_answers_like_single_requests_in_order(api: httpx.Client) -> None:
    items = [{"id": str(number), "text": f"word {number % 17}"} for number in range(300)]
    streamed = results(api.post("/v1/classify/stream", content=ndjson(*items), params={"view": "both"}))
    whole = [
        result
        for start in (0, 150)
        for result in api.post("/v1/classify", json={"items": items[start : start + 150], "view": "both"}).json()[
            "results"
        ]
    ]
    assert streamed == whole


def test_articles_stream_too(api: httpx.Client) -> None:
    articles = [{"id": str(number), "text": f"“We have {number} left,” she said."} for number in range(40)]
    streamed = results(api.post("/v1/articles/stream", content=ndjson(*articles)))
    assert [one["id"] for one in streamed] == [str(number) for number in range(40)]
    assert streamed[7] == api.post("/v1/articles", json={"articles": [articles[7]]}).json()["results"][0]


def test_the_longest_article_that_is_allowed_fits_into_a_line_however_it_is_written(serve: Serve) -> None:
    api = serve(max_article_chars=3000, max_text_chars=10, max_context_chars=10)
    most = api.get("/v1/model").json()["limits"]["max_line_bytes"]
    assert most == 12 * 3000 + 2**16
    assert Settings().line_bytes > len(json.dumps({"text": "😀" * 200_000}))
    [good] = results(api.post("/v1/articles/stream", content=ndjson({"text": "😀" * 3000})))
    [long] = results(api.post("/v1/articles/stream", content=ndjson({"text": "x" * most})))
    assert good["status"] == "ok"
    assert long["error"]["detail"].startswith(f"line 1: is longer than {most} bytes; ")


def test_a_line_takes_no_longer_than_its_caller_will_wait(api: httpx.Client, engine: FakeEngine) -> None:
    engine.gate.clear()
    body = ndjson({"text": "a", "id": "n1"}, b"{nope")
    slow, wrong = results(api.post("/v1/classify/stream", content=body, headers={"X-Request-Timeout": "0.2"}))
    assert (slow["id"], slow["error"]["type"].rpartition(":")[2]) == ("n1", "timeout")
    assert slow["error"]["detail"].startswith("no result within 0.2 s")
    assert wrong["error"]["type"].endswith("bad-json")
    engine.gate.set()
    bad = api.post("/v1/classify/stream", content=body, headers={"X-Request-Timeout": "soon"})
    assert (bad.status_code, bad.json()["type"].rpartition(":")[2]) == (400, "invalid")


def test_one_slow_line_makes_no_other_one_late(api: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    async def label(_: Runtime, items: Sequence[Item], **__: Any) -> list[bytes]:
        if any(item.text == "slow" for item in items):
            await asyncio.sleep(20)
        return [b'{"status": "ok"}'] * len(items)

    monkeypatch.setattr("service.streams.routes.label_items", label)
    body = ndjson(*({"text": "slow" if number == 3 else f"word {number}"} for number in range(40)))
    answers = results(api.post("/v1/classify/stream", content=body, headers={"X-Request-Timeout": "0.5"}))
    assert [number for number, one in enumerate(answers) if one["status"] == "error"] == [3]
    assert answers[3]["error"]["type"].endswith("timeout")


def test_results_come_while_the_body_is_still_being_sent(api: httpx.Client) -> None:
    host, port = api.base_url.host, api.base_url.port
    assert port is not None
    with socket.create_connection((host, port), timeout=20) as connection:
        connection.sendall(
            b"POST /v1/classify/stream HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        for number in range(3):
            line = ndjson({"id": str(number), "text": "now"})
            connection.sendall(f"{len(line):x}\r\n".encode() + line + b"\r\n")
            received = b""
            while f'"id":"{number}"'.encode() not in received:
                received += connection.recv(65536)
        connection.sendall(b"0\r\n\r\n")
        while not received.endswith(b"0\r\n\r\n"):
            received += connection.recv(65536)


def test_who_asks_before_sending_is_told_to_go_on(api: httpx.Client) -> None:
    with socket.create_connection((api.base_url.host, api.base_url.port or 0), timeout=20) as connection:
        head = "POST /v1/classify/stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: 14\r\nExpect: 100-continue\r\n"
        connection.sendall(f"{head}Connection: close\r\n\r\n".encode())
        assert connection.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(ndjson({"text": "a"}))
        answer = b"".join(iter(lambda: connection.recv(2**16), b""))
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b'"status":"ok"' in answer


def test_a_reader_that_does_not_read_stops_the_intake(serve: Serve) -> None:
    api = serve(stream_window=32, cache_items=0, idle_seconds=2)
    port = api.base_url.port
    assert port is not None
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.sendall(b"POST /v1/classify/stream HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
    line = ndjson({"text": "now and then " * 30})
    chunk = f"{len(line):x}\r\n".encode() + line + b"\r\n"
    connection.settimeout(1)
    with pytest.raises((TimeoutError, ConnectionError)):
        connection.sendall(chunk * 100_000)
    connection.close()
    assert api.get("/livez").status_code == 200


def test_a_caller_who_takes_nothing_is_cut_off_and_is_no_fault(serve: Serve, logged: io.StringIO) -> None:
    api = serve(stream_window=32, cache_items=0, idle_seconds=1)
    port = api.base_url.port
    assert port is not None
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(
            b"POST /v1/classify/stream HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        line = ndjson({"text": "now and then " * 30})
        connection.settimeout(20)
        with pytest.raises(ConnectionError):  # and not TimeoutError: the connection is gone
            connection.sendall((f"{len(line):x}\r\n".encode() + line + b"\r\n") * 200_000)
    until(lambda: "quotestance_dropped_requests_total 1.0" in api.get("/metrics").text)
    assert '"level": "error"' not in logged.getvalue()


def test_a_stream_that_stands_still_is_ended_with_a_reason(serve: Serve) -> None:
    api = serve(idle_seconds=0.3)

    def body() -> Iterator[bytes]:
        yield ndjson({"text": "a"})
        threading.Event().wait(0.8)
        yield ndjson({"text": "b"})

    answers = results(api.post("/v1/classify/stream", content=body()))
    assert [one["status"] for one in answers] == ["ok", "error"]
    assert answers[1]["error"]["type"].endswith("slow-body")


def test_streams_wait_where_requests_are_refused(serve: Serve) -> None:
    api = serve(queue_items=4, max_items=4)
    items = [{"text": f"word {number}"} for number in range(100)]
    assert {one["status"] for one in results(api.post("/v1/classify/stream", content=ndjson(*items)))} == {"ok"}


def test_streams_are_slowed_to_the_key_s_rate(
    serve: Serve, engine: FakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed, waited = [0.0], list[int]()

    async def sleep(seconds: float) -> None:
        while engine.rows - begun < 1200:  # noqa: ASYNC110 - the model's thread tells nobody
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)  # long enough for lines that should wait
        waited.append(engine.rows - begun)
        passed[0] += seconds

    monkeypatch.setattr("service.security.keys.asyncio", SimpleNamespace(sleep=sleep))
    monkeypatch.setattr("service.security.keys.Bucket", partial(Bucket, clock=lambda: passed[0]))
    (key, line), file = new_key("desk", rate=1200), tmp_path / "keys"
    file.write_text(line)
    api = serve(api_keys=file)
    begun = engine.rows
    assert api.post("/v1/classify/stream", content=ndjson({"text": "a"})).status_code == 401
    api.headers["X-API-Key"] = key
    items = ndjson(*({"text": f"{number}"} for number in range(1216)))
    assert len(results(api.post("/v1/classify/stream", content=items))) == 1216
    assert passed == [pytest.approx(0.8)]  # for the 16 items that are more than a minute's worth
    assert waited == [1200]


def test_a_stream_whose_client_left_is_dropped(serve: Serve, engine: FakeEngine) -> None:
    api = serve()
    engine.gate.clear()
    with pytest.raises(httpx.ReadTimeout):
        api.post("/v1/classify/stream", content=ndjson({"text": "a"}), timeout=0.4)
    until(lambda: "quotestance_dropped_requests_total 1.0" in api.get("/metrics").text)


def test_lines_that_the_end_of_the_service_overtakes_say_so() -> None:
    async def scenario() -> bytes:
        runtime = Runtime(fake_classifier(), Settings())
        runtime.readers.close()
        label = partial(label_items, runtime, view=View.CONTEXT, seconds=None)
        lines = [Line(1, b'{"text": "a"}'), Line(2, b"{nope"), Line(3, b'{"text": "b"}')]
        return await Labeller(Item, check_items, label).answer(lines, runtime)

    told = [json.loads(line)["error"]["type"].rpartition(":")[2] for line in asyncio.run(scenario()).splitlines()]
    assert told == ["stopping", "bad-json", "stopping"]
