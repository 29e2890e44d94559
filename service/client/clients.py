"""The two clients."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from model.labels import View
from model.types import Utterance
from service.client import wire
from service.client.kinds import ARTICLES, QUOTES, Kind, Plain, Result, options
from service.client.window import Window, arriving, streamed, whole
from service.client.wire import Outcome, Retries, ServiceError, succeeded
from service.paths import MODEL
from service.schemas import Article, ArticleResult, Failed, Labelled

# A dict has the members of an item, or an article, of the HTTP interface.
OneItem = Utterance | str | Mapping[str, Any]
OneArticle = Article | str | Mapping[str, Any]
DEFAULT_URL = "http://127.0.0.1:8000"


class Client:
    """The client that blocks.

    All methods raise InputError for what cannot be sent, ServiceError when the service refuses or cannot be reached.
    """

    def __init__(
        self,
        url: str = DEFAULT_URL,
        key: str | None = None,
        timeout: float = 30.0,
        retries: Retries | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._retries = retries or Retries()
        self._http = httpx.Client(**wire.connection(url, key, timeout), transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def classify(
        self, items: Iterable[OneItem], view: View | str = View.CONTEXT, *, threshold: float | None = None
    ) -> list[Labelled | Failed]:
        """Label quotes; `threshold` is the least probability at which a stance is vouched for."""
        return self._whole(QUOTES, items, options(view, threshold))

    def articles(
        self, articles: Iterable[OneArticle], view: View | str = View.CONTEXT, *, threshold: float | None = None
    ) -> list[ArticleResult]:
        """Find and label the quotes of articles; one may tell its id and its date, and is numbered else from "0"."""
        return self._whole(ARTICLES, articles, options(view, threshold))

    def stream(
        self, items: Iterable[OneItem], view: View | str = View.CONTEXT, *, threshold: float | None = None
    ) -> Iterator[Labelled | Failed]:
        """Label any number of quotes, a window at a time, each tried again by itself if need be.

        An item that the service will not take is a `Failed` in its place, which names it by its place in the stream.
        """
        return self._streamed(QUOTES, items, options(view, threshold))

    def articles_stream(
        self, articles: Iterable[OneArticle], view: View | str = View.CONTEXT, *, threshold: float | None = None
    ) -> Iterator[ArticleResult]:
        """Find and label the quotes of any number of articles; one that is not taken has `status` "error"."""
        return self._streamed(ARTICLES, articles, options(view, threshold))

    def model(self) -> dict[str, Any]:
        """Return what the service says of its model, engine and limits."""
        return wire.described(self._send("GET", MODEL))

    def _whole(self, kind: Kind[Result], given: Iterable[object], said: Plain) -> list[Result]:
        return [result for window in whole(kind, given) for result in self._labelled(window, said)]

    def _streamed(self, kind: Kind[Result], given: Iterable[object], said: Plain) -> Iterator[Result]:
        for window in streamed(kind, given):
            yield from self._labelled(window, said)

    def _labelled(self, window: Window[Result], said: Plain) -> list[Result]:
        while window.waiting:
            try:
                window.take(self._send("POST", window.path, window.body(said)))
            except ServiceError as error:
                window.refused(error)
        return window.results

    def _send(self, method: str, path: str, body: Plain | None = None) -> httpx.Response:
        attempt = 0
        while not succeeded(outcome := self._try(method, path, body)):
            time.sleep(self._retries.pause(attempt, outcome))
            attempt += 1
        return outcome

    def _try(self, method: str, path: str, body: Plain | None) -> Outcome:
        try:
            return self._http.request(method, path, content=wire.content(body))
        except httpx.RequestError as error:
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
        self._http = httpx.AsyncClient(**wire.connection(url, key, timeout), transport=transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def classify(
        self, items: Iterable[OneItem], view: View | str = View.CONTEXT, *, threshold: float | None = None
    ) -> list[Labelled | Failed]:
        """Label quotes; `threshold` is the least probability at which a stance is vouched for."""
        return await self._whole(QUOTES, items, options(view, threshold))

    async def articles(
        self, articles: Iterable[OneArticle], view: View | str = View.CONTEXT, *, threshold: float | None = None
    ) -> list[ArticleResult]:
        """Find and label the quotes of articles; one may tell its id and its date, and is numbered else from "0"."""
        return await self._whole(ARTICLES, articles, options(view, threshold))

    def stream(
        self,
        items: AsyncIterable[OneItem] | Iterable[OneItem],
        view: View | str = View.CONTEXT,
        ahead: int = 4,
        *,
        threshold: float | None = None,
    ) -> AsyncIterator[Labelled | Failed]:
        """Label any number of quotes, in order, with at most `ahead` windows under way; failures as in `Client`."""
        return self._streamed(QUOTES, items, ahead, options(view, threshold))

    def articles_stream(
        self,
        articles: AsyncIterable[OneArticle] | Iterable[OneArticle],
        view: View | str = View.CONTEXT,
        ahead: int = 4,
        *,
        threshold: float | None = None,
    ) -> AsyncIterator[ArticleResult]:
        """Find and label the quotes of any number of articles, in order; failures as in `Client`."""
        return self._streamed(ARTICLES, articles, ahead, options(view, threshold))

    async def model(self) -> dict[str, Any]:
        """Return what the service says of its model, engine and limits."""
        return wire.described(await self._send("GET", MODEL))

    async def _whole(self, kind: Kind[Result], given: Iterable[object], said: Plain) -> list[Result]:
        return [result for window in whole(kind, given) for result in await self._labelled(window, said)]

    async def _streamed(
        self, kind: Kind[Result], given: AsyncIterable[object] | Iterable[object], ahead: int, said: Plain
    ) -> AsyncIterator[Result]:
        tasks: deque[asyncio.Task[list[Result]]] = deque()
        try:
            async for window in arriving(kind, given):
                tasks.append(asyncio.create_task(self._labelled(window, said)))
                if len(tasks) >= ahead:
                    for result in await tasks.popleft():
                        yield result
            while tasks:
                for result in await tasks.popleft():
                    yield result
        finally:
            for task in tasks:
                task.cancel()

    async def _labelled(self, window: Window[Result], said: Plain) -> list[Result]:
        while window.waiting:
            try:
                window.take(await self._send("POST", window.path, window.body(said)))
            except ServiceError as error:
                window.refused(error)
        return window.results

    async def _send(self, method: str, path: str, body: Plain | None = None) -> httpx.Response:
        attempt = 0
        while not succeeded(outcome := await self._try(method, path, body)):
            await asyncio.sleep(self._retries.pause(attempt, outcome))
            attempt += 1
        return outcome

    async def _try(self, method: str, path: str, body: Plain | None) -> Outcome:
        try:
            return await self._http.request(method, path, content=wire.content(body))
        except httpx.RequestError as error:
            return error
