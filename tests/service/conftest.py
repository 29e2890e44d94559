"""Applications on a fake model, some of them really served."""

import asyncio
import io
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from model.classifier import Classifier
from service.app import create_app
from service.observability.logs import JsonFormatter
from service.protocol import Protocol
from service.settings import Settings
from tests.service.fakes import FakeEngine, fake_classifier, poison

Serve = Callable[..., httpx.Client]


def until(check: Callable[[], bool]) -> None:
    """Wait until something holds; fails where that takes more than ten seconds."""
    for _ in range(1000):
        if check():
            return
        threading.Event().wait(0.01)
    pytest.fail("it did not come")


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def classifier(engine: FakeEngine) -> Classifier:
    classifier = fake_classifier(engine)
    poison(classifier, engine)
    return classifier


@pytest.fixture(autouse=True)
def _collected_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the garbage collector alone: a full round at the start of each service is most of what a test takes."""
    monkeypatch.setattr("service.runtime.keep_in_memory", lambda: None)


class Server(uvicorn.Server):
    """Looks more often than uvicorn whether it is to end."""

    async def main_loop(self) -> None:
        while not self.should_exit:  # noqa: ASYNC110 - it is set from another thread
            await asyncio.sleep(0.01)


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve on a free port of loopback, in a thread, until the block ends."""
    config = uvicorn.Config(app, http=Protocol, port=0, log_config=None, ws="none", timeout_graceful_shutdown=2)
    server = Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started or not thread.is_alive())
    assert server.started
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()


@pytest.fixture
def serve(classifier: Classifier, engine: FakeEngine) -> Iterator[Serve]:
    """Return a function that serves the fake model under given settings and returns a client for it."""
    with ExitStack() as stack:

        def start(**settings: object) -> httpx.Client:
            url = stack.enter_context(served(create_app(classifier, Settings.model_validate(settings))))
            return stack.enter_context(httpx.Client(base_url=url, timeout=30, trust_env=False))

        yield start
        engine.gate.set()


@pytest.fixture
def api(serve: Serve) -> httpx.Client:
    return serve()


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Yield the log as it is written, one JSON object a line."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel("DEBUG")
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
