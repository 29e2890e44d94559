"""A service runs for weeks: nothing stays of what was answered, refused or broken off, but for what has bounds."""

import asyncio
import gc
import logging
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from service.middleware.guard import FREE, LARGEST
from service.tasks import cancel
from tests.service.asgi import Client, with_app
from tests.service.conftest import Serve
from tests.service.fakes import FakeEngine

ITEMS, REQUESTS, REMEMBERED = 16, 25, 64
MOST = 32  # bytes for each item: not even an object stays


def ask(api: httpx.Client, round_: int) -> None:
    """Send items of which no two are alike, whole and in streams; some are wrong, and some callers leave."""
    for number in range(REQUESTS):
        texts = [f"word {round_ * 100_000 + number * 100 + item}" for item in range(ITEMS)]
        items = [{"text": text} for text in texts]
        assert api.post("/v1/classify", json={"items": items}).status_code == 200
        lines = "".join(f'{{"text": "{text} said"}}\n' for text in [*texts, "poison", '"'])
        assert api.post("/v1/classify/stream", content=lines).text.count('"ok"') == ITEMS
        assert api.post("/v1/classify", json={"items": texts}).status_code == 422
        with suppress(httpx.TimeoutException):
            api.post("/v1/classify", json={"items": [{"text": f"{text} left"} for text in texts]}, timeout=0.001)


def held(api: httpx.Client, round_: int) -> int:
    """Return the bytes that are held after a round of requests."""
    ask(api, round_)
    while "quotestance_under_way_items 0.0" not in api.get("/metrics").text:
        pass
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.fixture
def _silent() -> Iterator[None]:
    """Log nothing: pytest keeps what is logged."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("_silent")
def test_memory_does_not_grow_with_what_was_asked(serve: Serve) -> None:
    api = serve(cache_items=REMEMBERED)
    ask(api, 0)
    tracemalloc.start()
    try:
        before = held(api, 1)
        after = held(api, 2)
    finally:
        tracemalloc.stop()
    assert after - before < 3 * ITEMS * REQUESTS * MOST


@pytest.mark.parametrize("announced", [True, False])
def test_all_bodies_together_are_bounded_and_small_ones_come_through(*, announced: bool) -> None:
    most = 16 * FREE
    small = b'{"items": [{"text": "word"}]}'

    async def status(app: FastAPI, body: bytes) -> dict[str, Any]:
        client = Client("/v1/classify", body, whole=True)
        await client.begin(app)
        return client.sent[0]

    async def scenario(app: FastAPI, _: FakeEngine) -> list[dict[str, Any]]:
        sent = b"" if announced else small.ljust(most)
        slow = [Client("/v1/classify", sent, whole=False) for _ in range(LARGEST)]  # and never end
        for client in slow if announced else ():
            client.scope["headers"].append((b"content-length", b"%d" % most))
        begun = [client.begin(app) for client in slow]
        while any(client.pieces for client in slow):  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.01)
        answers = [await status(app, small.ljust(size)) for size in (most, FREE)]
        await cancel(*begun)
        return [*answers, await status(app, small.ljust(most))]

    answers, _, _ = with_app(scenario, max_body_bytes=most)
    assert [one["status"] for one in answers] == [429, 200, 200]
    assert (b"retry-after", b"1") in answers[0]["headers"]
