"""Nobody's request is at the cost of others: room, threads, rates; and what is given up is given up at once."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI

from model.classifier import Classifier
from model.labels import View
from model.types import Utterance
from service.app import create_app
from service.keys import new_key
from service.labelling import SLICE
from service.reading import CHUNK, Readers
from service.reload import Reloader
from service.settings import Settings
from tests.service.conftest import Serve
from tests.service.fakes import FakeEngine, fake_classifier

SOON = 10.0  # seconds in which everything here must be over


def eventually(found: Callable[[], bool]) -> bool:
    waiting = threading.Event()
    return any(found() or waiting.wait(0.01) for _ in range(1000))


def test_a_long_context_takes_no_more_room_than_the_model_reads_of_it(serve: Serve, engine: FakeEngine) -> None:
    api = serve(queue_tokens=2000)
    engine.gate.clear()
    first = threading.Thread(target=api.post, args=("/v1/classify",), kwargs={"json": {"items": [{"text": "first"}]}})
    first.start()
    assert eventually(lambda: "quotestance_under_way_items 1.0" in api.get("/metrics").text)
    items = [{"text": f"word {n}", "context": f"“word {n}” she said. " + "And so on. " * 4000} for n in range(8)]
    threading.Timer(0.5, engine.gate.set).start()
    assert api.post("/v1/classify", json={"items": items}).status_code == 200
    first.join(SOON)


def test_an_article_of_many_quotes_takes_room_bit_by_bit(serve: Serve, engine: FakeEngine) -> None:
    api = serve()
    text = "".join(f"“Go to {n}.” " for n in range(2 * SLICE + 9))
    answers: list[httpx.Response] = []
    engine.gate.clear()

    def ask() -> None:
        answers.append(api.post("/v1/articles", json={"articles": [{"text": text}]}))

    asking = threading.Thread(target=ask)
    asking.start()
    assert eventually(lambda: f"quotestance_under_way_items {SLICE}.0" in api.get("/metrics").text)
    engine.gate.set()
    asking.join(SOON)
    [result] = answers[0].json()["results"]
    assert [one["quote"]["text"] for one in result["quotes"]] == [f"Go to {n}." for n in range(2 * SLICE + 9)]


class SlowReading:
    """In place of a classifier: it notes what it reads, and stands still until it may go on."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.may, self.begun = threading.Event(), threading.Event()

    def prepare(self, utterance: Utterance, _: View) -> str:
        self.begun.set()
        assert self.may.wait(SOON)
        self.read.append(utterance.text)
        return utterance.text


def test_a_lone_quote_is_not_read_after_all_of_a_bulk_request() -> None:
    slow, readers = SlowReading(), Readers(1)

    def ask(*texts: str) -> "asyncio.Task[Any]":
        utterances = [Utterance(text) for text in texts]
        return asyncio.create_task(readers.utterances(cast("Classifier", slow), utterances, View.CONTEXT))

    async def scenario() -> list[Any]:
        bulk = ask(*(f"bulk {number}" for number in range(10 * CHUNK)))
        await asyncio.to_thread(slow.begun.wait)
        lone = ask("lone")
        await asyncio.sleep(0.05)
        slow.may.set()
        return list(await asyncio.gather(bulk, lone))

    bulk, lone = asyncio.run(scenario())
    readers.close()
    assert lone == ["lone"]
    assert bulk == [f"bulk {number}" for number in range(10 * CHUNK)]
    assert slow.read.index("lone") <= CHUNK


def test_what_there_was_no_room_for_is_not_counted_against_the_key(
    serve: Serve, engine: FakeEngine, tmp_path: Path
) -> None:
    (key, line), file = new_key("desk", rate=100), tmp_path / "keys"
    file.write_text(line)
    api = serve(api_keys=file, queue_items=60, max_items=60)
    api.headers["X-API-Key"] = key
    engine.gate.clear()
    first = threading.Thread(target=api.post, args=("/v1/classify",), kwargs={"json": {"items": [{"text": "first"}]}})
    first.start()
    assert eventually(lambda: "quotestance_under_way_items 1.0" in api.get("/metrics").text)
    body = {"items": [{"text": str(number)} for number in range(60)]}
    refused = [api.post("/v1/classify", json=body).json()["type"].rpartition(":")[2] for _ in range(3)]
    engine.gate.set()
    first.join(SOON)
    assert refused == ["overloaded"] * 3
    assert api.post("/v1/classify", json=body).status_code == 200


def test_errors_can_be_read_by_the_origins_that_are_let_in(serve: Serve) -> None:
    api = serve(cors_origins="https://desk.example")
    refused = api.post("/v1/classify", json={"items": 5}, headers={"Origin": "https://desk.example"})
    assert refused.status_code == 422
    assert refused.headers["access-control-allow-origin"] == "https://desk.example"


def test_what_is_refused_early_is_counted_under_its_route(serve: Serve) -> None:
    api = serve()
    api.post("/v1/classify", json={"items": []}, headers={"X-Request-Timeout": "never"})
    assert 'quotestance_http_requests_total{route="/v1/classify",status="400"} 1.0' in api.get("/metrics").text


def test_a_new_model_may_take_longer_to_load_than_a_request(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = threading.Event()

    def load(_: Reloader, __: Path | None) -> Classifier:
        slow.wait(0.6)
        return fake_classifier(FakeEngine(), "2.slow")

    api = serve(timeout_seconds=0.2)
    monkeypatch.setattr(Reloader, "_load", load)
    answer = api.post("/v1/model/reload")
    assert (answer.status_code, answer.json()["version"]) == (200, "2.slow")


Call = Callable[[FastAPI, FakeEngine], Awaitable[list[dict[str, Any]]]]


def with_app(scenario: Call, **settings: object) -> tuple[list[dict[str, Any]], FastAPI, FakeEngine]:
    """Run a scenario while the application is up, its service on a fake model."""
    engine = FakeEngine()
    app = create_app(fake_classifier(engine), Settings.model_validate(settings))

    async def run() -> list[dict[str, Any]]:
        async with app.router.lifespan_context(app):
            try:
                return await asyncio.wait_for(scenario(app, engine), SOON)
            finally:
                engine.gate.set()

    return asyncio.run(run()), app, engine


class Client:
    """One request of the ASGI interface: a body in one piece, and a client that may leave or not read."""

    def __init__(self, path: str, body: bytes, *, whole: bool, reads: bool = True) -> None:
        self.pieces = [{"type": "http.request", "body": body, "more_body": not whole}]
        self.left, self.stopped = asyncio.Event(), asyncio.Event()
        self.sent, self._reads = list[dict[str, Any]](), reads
        self.scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": path,
            "raw_path": path.encode(), "query_string": b"", "root_path": "", "scheme": "http", "client": ("client", 1),
            "server": ("server", 80), "headers": [(b"content-type", b"application/json")],
        }  # fmt: skip

    async def receive(self) -> dict[str, Any]:
        if self.pieces:
            return self.pieces.pop()
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)
        if b"stopping" in message.get("body", b""):
            self.stopped.set()
        if message["type"] == "http.response.body" and not self._reads:
            await asyncio.Event().wait()

    def begin(self, app: FastAPI) -> "asyncio.Task[None]":
        return asyncio.create_task(cast("Any", app)(self.scope, self.receive, self.send))


def lines(count: int) -> bytes:
    return b"".join(json.dumps({"text": f"word {number}"}).encode() + b"\n" for number in range(count))


async def held(app: FastAPI, engine: FakeEngine) -> "tuple[Client, asyncio.Task[None]]":
    """Return a client and its request, at which the model stands still."""
    client = Client("/v1/classify", b'{"items": [{"text": "a"}]}', whole=True)
    engine.gate.clear()
    engine.entered.clear()
    request = client.begin(app)
    await asyncio.to_thread(engine.entered.wait, SOON)
    return client, request


def test_a_request_that_outlasts_the_drain_is_told_so() -> None:
    async def scenario(app: FastAPI, engine: FakeEngine) -> list[dict[str, Any]]:
        client, request = await held(app, engine)
        app.state.runtime.draining = True
        request.cancel()  # as uvicorn does when its patience is over
        await asyncio.wait({request})
        return client.sent

    (start, body), _, _ = with_app(scenario)
    assert start["status"] == 503
    assert json.loads(body["body"])["type"].endswith("stopping")


def test_a_stream_whose_caller_leaves_is_given_up_while_the_model_is_busy() -> None:
    async def scenario(app: FastAPI, engine: FakeEngine) -> list[dict[str, Any]]:
        client = Client("/v1/classify/stream", lines(1000), whole=False)
        engine.gate.clear()
        stream = client.begin(app)
        await asyncio.sleep(0.2)
        client.left.set()
        await stream
        return client.sent

    _, app, engine = with_app(scenario)
    assert engine.rows < 300  # a batch was under way; the rest was not computed
    assert app.state.runtime.admission.items == 0


def test_a_stream_that_waits_for_its_rate_is_told_that_the_service_stops(tmp_path: Path) -> None:
    (key, line), file = new_key("desk", rate=60), tmp_path / "keys"
    file.write_text(line)

    async def scenario(app: FastAPI, _: FakeEngine) -> list[dict[str, Any]]:
        client = Client("/v1/classify/stream", lines(1000), whole=True)
        client.scope["headers"] = [(b"x-api-key", key.encode())]
        stream = client.begin(app)
        await asyncio.sleep(0.5)
        app.state.runtime.draining = True
        await client.stopped.wait()
        client.left.set()
        await stream
        return client.sent

    sent, _, _ = with_app(scenario, api_keys=file)
    assert sent[-1]["more_body"] is False
    assert b"".join(message.get("body", b"") for message in sent).count(b"\n") < 100


def test_a_caller_who_does_not_read_is_no_fault_of_the_service() -> None:
    async def scenario(app: FastAPI, _: FakeEngine) -> list[dict[str, Any]]:
        client = Client("/v1/classify/stream", lines(1), whole=True, reads=False)
        await client.begin(app)
        return client.sent

    _, app, _ = with_app(scenario, idle_seconds=0.3)
    shown = app.state.runtime.metrics.render().decode()
    assert "quotestance_dropped_requests_total 1.0" in shown
    assert 'quotestance_failures_total{reason="internal"} 0.0' in shown


def test_a_caller_who_leaves_before_the_answer_is_counted_as_such() -> None:
    async def scenario(app: FastAPI, engine: FakeEngine) -> list[dict[str, Any]]:
        client, request = await held(app, engine)
        client.left.set()
        await request
        return client.sent

    sent, app, _ = with_app(scenario)
    assert sent == []
    shown = app.state.runtime.metrics.render().decode()
    assert 'quotestance_http_requests_total{route="/v1/classify",status="499"} 1.0' in shown


def test_who_comes_while_the_service_stops_is_told_when_to_come_back() -> None:
    async def scenario(app: FastAPI, _: FakeEngine) -> list[dict[str, Any]]:
        app.state.runtime.draining = True
        sent = []
        for path in ("/v1/model", "/readyz"):
            client = Client(path, b"", whole=True)
            client.scope["method"] = "GET"
            await client.begin(app)
            sent.append(client.sent[0])
        return sent

    answers, _, _ = with_app(scenario)
    assert [(answer["status"], dict(answer["headers"]).get(b"retry-after")) for answer in answers] == [(503, b"5")] * 2
