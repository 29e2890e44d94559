"""Clients for the service, one that blocks and one that does not.

    from service.client import Client
    with Client("http://127.0.0.1:8000") as client:
        for result in client.classify(["The occupiers are clearly in a panic,"]):
            print(result.stance.label if result.status == "ok" else result.error.detail)

Results come typed and in the order of what was sent; an item that failed is a `Failed` among them. Requests that the
service turned away because it is busy or restarting are tried again, with back-off.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Sequence
from itertools import count
from types import TracebackType
from typing import Any, Self

import httpx

from model.classifier import windows
from model.labels import View
from model.types import Utterance
from service import wire
from service.schemas import Article, ArticleResult, Failed, Labelled
from service.wire import Retries, ServiceError

__all__ = ["Article", "AsyncClient", "Client", "Failed", "Labelled", "Retries", "ServiceError"]
Items = Iterable[Utterance | str]
Articles = Iterable[Article | str]
DEFAULT_URL = "http://127.0.0.1:8000"


class Client:
    """The client that blocks. All methods raise ServiceError when the service refuses or cannot be reached."""

    def __init__(
        self,
        url: str = DEFAULT_URL,
        key: str | None = None,
        timeout: float = 30.0,
        retries: Retries | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._retries = retries or Retries()
        # The service gives up first, so that its own answer is seen.
        self._http = httpx.Client(
            base_url=url, headers=wire.headers(key, timeout), timeout=timeout + 5, transport=transport
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def classify(self, items: Items, view: View | str = View.CONTEXT) -> list[Labelled | Failed]:
        """Label quotes in one request."""
        return wire.read_items(self._send("POST", "/v1/classify", wire.items_body(items, view)))

    def articles(self, articles: Articles, view: View | str = View.CONTEXT) -> list[ArticleResult]:
        """Find and label the quotes of articles in one request; an `Article` may tell its id and its date."""
        return wire.read_articles(self._send("POST", "/v1/articles", wire.articles_body(articles, view)))

    def stream(self, items: Items, view: View | str = View.CONTEXT) -> Iterator[Labelled | Failed]:
        """Label any number of quotes, a window at a time, each tried again by itself if need be."""
        for window in windows(items, wire.WINDOW):
            yield from self.classify(window, view)

    def model(self) -> dict[str, Any]:
        """Return what the service says of its model, engine and limits."""
        answer: dict[str, Any] = self._send("GET", "/v1/model").json()
        return answer

    def _send(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        for attempt in count():
            outcome = self._try(method, path, body)
            wait = self._retries.judge(attempt, outcome)
            if wait is None and isinstance(outcome, httpx.Response):
                return outcome
            time.sleep(wait or 0)
        raise AssertionError

    def _try(self, method: str, path: str, body: dict[str, Any] | None) -> httpx.Response | httpx.TransportError:
        try:
            return self._http.request(method, path, json=body)
        except httpx.TransportError as error:
            return error


class AsyncClient:
    """The client for asyncio; otherwise the same."""

    def __init__(
        self,
        url: str = DEFAULT_URL,
        key: str | None = None,
        timeout: float = 30.0,
        retries: Retries | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._retries = retries or Retries()
        self._http = httpx.AsyncClient(
            base_url=url, headers=wire.headers(key, timeout), timeout=timeout + 5, transport=transport
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def classify(self, items: Items, view: View | str = View.CONTEXT) -> list[Labelled | Failed]:
        """Label quotes in one request."""
        return wire.read_items(await self._send("POST", "/v1/classify", wire.items_body(items, view)))

    async def articles(self, articles: Articles, view: View | str = View.CONTEXT) -> list[ArticleResult]:
        """Find and label the quotes of articles in one request; an `Article` may tell its id and its date."""
        return wire.read_articles(await self._send("POST", "/v1/articles", wire.articles_body(articles, view)))

    async def stream(
        self, items: AsyncIterable[Utterance | str] | Items, view: View | str = View.CONTEXT, ahead: int = 4
    ) -> AsyncIterator[Labelled | Failed]:
        """Label any number of quotes, in order, with at most `ahead` windows under way."""
        tasks: deque[asyncio.Task[list[Labelled | Failed]]] = deque()
        try:
            async for window in _windows(items):
                tasks.append(asyncio.create_task(self.classify(window, view)))
                if len(tasks) >= ahead:
                    for result in await tasks.popleft():
                        yield result
            while tasks:
                for result in await tasks.popleft():
                    yield result
        finally:
            for task in tasks:
                task.cancel()

    async def model(self) -> dict[str, Any]:
        """Return what the service says of its model, engine and limits."""
        answer: dict[str, Any] = (await self._send("GET", "/v1/model")).json()
        return answer

    async def _send(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        for attempt in count():
            outcome = await self._try(method, path, body)
            wait = self._retries.judge(attempt, outcome)
            if wait is None and isinstance(outcome, httpx.Response):
                return outcome
            await asyncio.sleep(wait or 0)
        raise AssertionError

    async def _try(self, method: str, path: str, body: dict[str, Any] | None) -> httpx.Response | httpx.TransportError:
        try:
            return await self._http.request(method, path, json=body)
        except httpx.TransportError as error:
            return error


async def _windows(items: AsyncIterable[Utterance | str] | Items) -> AsyncIterator[Sequence[Utterance | str]]:
    if not isinstance(items, AsyncIterable):
        for window in windows(items, wire.WINDOW):
            yield window
        return
    window = []
    async for item in items:
        window.append(item)
        if len(window) == wire.WINDOW:
            yield window
            window = []
    if window:
        yield window
