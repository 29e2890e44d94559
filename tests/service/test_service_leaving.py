"""Clients that leave, or do not read, and services that stop: what is given up is given up at once."""

import asyncio
import json
import threading
import time
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
import uvicorn
from fastapi import FastAPI

from model.classifier import Classifier
from service.app import create_app
from service.security.keys import new_key
from service.server import LAST_WORDS, Server
from service.settings import Settings
from tests.service.asgi import SOON, Client, held, lines, with_app
from tests.service.fakes import FakeEngine, fake_classifier


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


def test_a_stream_that_outlasts_the_drain_ends_with_a_line_that_says_so() -> None:
    async def scenario(app: FastAPI, engine: FakeEngine) -> list[dict[str, Any]]:
        client, stream = await held(app, engine, "/v1/classify/stream", lines(40))
        app.state.runtime.draining = True
        stream.cancel()
        await asyncio.wait({stream})
        return client.sent

    (start, end), app, _ = with_app(scenario)
    assert start["status"] == 200
    assert json.loads(end["body"])["error"] == {
        "type": "urn:quotestance:problem:stopping",
        "detail": "the service is shutting down; send the rest again",
    }
    assert not end["more_body"]
    assert app.state.runtime.admission.items == 0
    assert 'quotestance_failures_total{reason="stopping"} 1.0' in app.state.runtime.metrics.render().decode()


def test_a_reading_that_is_broken_off_is_not_counted_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, end = threading.Event(), threading.Event()

    def slowly(*_: object) -> None:
        begun.set()
        assert end.wait(SOON)

    monkeypatch.setattr(Classifier, "prepare_article", slowly)

    async def scenario(app: FastAPI, _: FakeEngine) -> list[dict[str, Any]]:
        client = Client("/v1/articles", b'{"articles": [{"text": "a"}]}', whole=True)
        request = client.begin(app)
        await asyncio.to_thread(begun.wait, SOON)
        client.left.set()
        await request
        end.set()
        return client.sent

    sent, app, _ = with_app(scenario)
    shown = app.state.runtime.metrics.render().decode()
    assert sent == []
    assert "quotestance_dropped_requests_total 1.0" in shown
    assert "quotestance_read_seconds_count 0.0" in shown


@pytest.mark.parametrize(("needed", "waited"), [(0.2, 0.2), (60.0, LAST_WORDS)])
def test_at_its_end_the_service_waits_a_little_for_who_takes_an_answer(needed: float, waited: float) -> None:
    async def ending() -> float:
        app = create_app(fake_classifier(), Settings())
        server = Server(uvicorn.Config(app, log_config=None), app.state.runtime)
        connections, taking = server.server_state.connections, Mock()
        connections.add(taking)
        asyncio.get_running_loop().call_later(needed, connections.discard, taking)
        began = time.monotonic()
        await server._last_words()
        return time.monotonic() - began

    assert waited <= asyncio.run(ending()) < waited + SOON


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


def test_a_stream_that_was_sent_whole_is_given_up_as_quietly() -> None:
    async def scenario(app: FastAPI, engine: FakeEngine) -> list[dict[str, Any]]:
        client, stream = await held(app, engine, "/v1/classify/stream", lines(40))
        client.left.set()
        await stream
        return client.sent

    _, app, _ = with_app(scenario)
    assert app.state.runtime.admission.items == 0
    assert 'quotestance_failures_total{reason="internal"} 0.0' in app.state.runtime.metrics.render().decode()


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


def test_nothing_goes_on_behind_a_stream_whose_caller_took_nothing_and_left() -> None:
    left = list[int]()

    async def scenario(app: FastAPI, engine: FakeEngine) -> list[dict[str, Any]]:
        class Busy(Client):
            async def send(self, message: dict[str, Any]) -> None:
                if message["type"] == "http.response.body":
                    engine.gate.clear()  # the groups after the first are under way from now on
                await super().send(message)

        before = asyncio.all_tasks()
        client = Busy("/v1/classify/stream", lines(1000), whole=False, reads=0)
        stream = client.begin(app)
        await client.stood.wait()
        client.left.set()
        await stream
        left.append(len(asyncio.all_tasks() - before))
        return client.sent

    _, app, _ = with_app(scenario, stream_window=16, batch_tokens=8)
    assert left == [0]
    assert app.state.runtime.admission.items == 0
    assert "quotestance_dropped_requests_total 1.0" in app.state.runtime.metrics.render().decode()


def test_lines_that_a_caller_does_not_take_are_not_counted_as_answered() -> None:
    async def scenario(app: FastAPI, _: FakeEngine) -> list[dict[str, Any]]:
        client = Client("/v1/classify/stream", lines(100), whole=True, reads=1)
        stream = client.begin(app)
        await client.stood.wait()
        client.left.set()
        await stream
        return [{"items": client.scope["state"]["items"]}, client.sent[1]]

    [counted, taken], _, _ = with_app(scenario)
    assert counted["items"] == taken["body"].count(b"\n") > 0


def test_a_stream_works_on_no_more_lines_at_once_than_it_may() -> None:
    most = list[int]()

    async def scenario(app: FastAPI, engine: FakeEngine) -> list[dict[str, Any]]:
        client = Client("/v1/classify/stream", lines(200), whole=True)
        engine.gate.clear()
        stream = client.begin(app)
        await asyncio.to_thread(engine.entered.wait, SOON)
        await asyncio.sleep(0.2)  # long enough for lines that should wait
        most.append(app.state.runtime.admission.items)
        engine.gate.set()
        await stream
        return client.sent

    for window in (1, 16, 40):
        sent, _, _ = with_app(scenario, stream_window=window)
        assert b"".join(message.get("body", b"") for message in sent).count(b"\n") == 200
    assert most == [1, 16, 32]


def test_a_caller_who_leaves_while_it_sends_is_counted_as_such() -> None:
    async def scenario(app: FastAPI, _: FakeEngine) -> list[dict[str, Any]]:
        client = Client("/v1/classify", b'{"items": [{"te', whole=False)
        client.left.set()
        await client.begin(app)
        return client.sent

    sent, app, _ = with_app(scenario)
    shown = app.state.runtime.metrics.render().decode()
    assert sent == []
    assert 'quotestance_http_requests_total{route="/v1/classify",status="499"} 1.0' in shown
    assert "quotestance_dropped_requests_total 1.0" in shown
    assert 'quotestance_failures_total{reason="bad-json"} 0.0' in shown
