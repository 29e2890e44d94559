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
from service.window import Window
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

    def classify(
        self, items: Items, view: View | str = View.CONTEXT, *, threshold: float | None = None
    ) -> list[Labelled | Failed]:
        """Label quotes in one request; `threshold` is the least probability at which a stance is vouched for."""
        return wire.read_items(self._send("POST", "/v1/classify", wire.items_body(items, view, threshold)))

    def articles(
        self, articles: Articles, view: View | str = View.CONTEXT, *, threshold: float | None = None
    ) -> list[ArticleResult]:
        """Find and label the quotes of articles in one request; an `Article` may tell its id and its date."""
        body = wire.articles_body(articles, view, threshold)
        return wire.read_articles(self._send("POST", "/v1/articles", body))

    def stream(
        self, items: Items, view: View | str = View.CONTEXT, *, threshold: float | None = None
    ) -> Iterator[Labelled | Failed]:
        """Label any number of quotes, a window at a time, each tried again by itself if need be.

        An item that the service will not take is a `Failed` in its place, which names it by its place in the stream.
        """
        wire.check_list(items)
        for number, part in enumerate(windows(items, wire.WINDOW)):
            yield from self._labelled(Window(part, number * wire.WINDOW), view, threshold)

    def _labelled(self, window: Window, view: View | str, threshold: float | None) -> list[Labelled | Failed]:
        while window.waiting:
            try:
                window.take(self.classify(window.part, view, threshold=threshold))
            except ServiceError as error:
                window.refused(error)
        return window.results

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
            return self._http.request(method, path, content=wire.content(body))
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

    async def classify(
        self, items: Items, view: View | str = View.CONTEXT, *, threshold: float | None = None
    ) -> list[Labelled | Failed]:
        """Label quotes in one request; `threshold` is the least probability at which a stance is vouched for."""
        return wire.read_items(await self._send("POST", "/v1/classify", wire.items_body(items, view, threshold)))

    async def articles(
        self, articles: Articles, view: View | str = View.CONTEXT, *, threshold: float | None = None
    ) -> list[ArticleResult]:
        """Find and label the quotes of articles in one request; an `Article` may tell its id and its date."""
        body = wire.articles_body(articles, view, threshold)
        return wire.read_articles(await self._send("POST", "/v1/articles", body))

    async def stream(
        self,
        items: AsyncIterable[Utterance | str] | Items,
        view: View | str = View.CONTEXT,
        ahead: int = 4,
        *,
        threshold: float | None = None,
    ) -> AsyncIterator[Labelled | Failed]:
        """Label any number of quotes, in order, with at most `ahead` windows under way; failures as in `Client`."""
        wire.check_list(items)
        tasks: deque[asyncio.Task[list[Labelled | Failed]]] = deque()
        first = 0
        try:
            async for part in _windows(items):
                tasks.append(asyncio.create_task(self._labelled(Window(part, first), view, threshold)))
                first += len(part)
                if len(tasks) >= ahead:
                    for result in await tasks.popleft():
                        yield result
            while tasks:
                for result in await tasks.popleft():
                    yield result
        finally:
            for task in tasks:
                task.cancel()

    async def _labelled(self, window: Window, view: View | str, threshold: float | None) -> list[Labelled | Failed]:
        while window.waiting:
            try:
                window.take(await self.classify(window.part, view, threshold=threshold))
            except ServiceError as error:
                window.refused(error)
        return window.results

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
            return await self._http.request(method, path, content=wire.content(body))
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
