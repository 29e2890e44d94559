"""The application called in process, so that a test decides when a client sends, reads and leaves."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, cast

from fastapi import FastAPI

from service.app import create_app
from service.settings import Settings
from tests.service.fakes import FakeEngine, fake_classifier

LOOPBACK = "http://127.0.0.1"  # what a client in process calls; its own default is no name of loopback
SOON = 10.0  # seconds in which everything here must be over
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

    def __init__(self, path: str, body: bytes, *, whole: bool, reads: int | None = None) -> None:
        """`reads`: after how many pieces of the answer it takes no more."""
        self.pieces = [{"type": "http.request", "body": body, "more_body": not whole}]
        self.left, self.stopped, self.stood = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.sent, self._reads = list[dict[str, Any]](), reads
        self.scope: dict[str, Any] = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": path,
            "raw_path": path.encode(), "query_string": b"", "root_path": "", "scheme": "http", "client": ("client", 1),
            "server": ("server", 80), "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
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
        if self._reads is not None and len(self.sent) > self._reads + 1:  # the first message is the head
            self.stood.set()
            await asyncio.Event().wait()

    def begin(self, app: FastAPI) -> "asyncio.Task[None]":
        return asyncio.create_task(cast("Any", app)(self.scope, self.receive, self.send))


def lines(count: int) -> bytes:
    return b"".join(json.dumps({"text": f"word {number}"}).encode() + b"\n" for number in range(count))


async def held(
    app: FastAPI, engine: FakeEngine, path: str = "/v1/classify", body: bytes = b'{"items": [{"text": "a"}]}'
) -> "tuple[Client, asyncio.Task[None]]":
    """Return a client and its request, sent whole, at which the model stands still."""
    client = Client(path, body, whole=True)
    engine.gate.clear()
    engine.entered.clear()
    request = client.begin(app)
    await asyncio.to_thread(engine.entered.wait, SOON)
    return client, request
