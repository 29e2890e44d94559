"""Finding quotes, speakers and tokens, in a few threads off the event loop."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

from model.classifier import Classifier, Prepared
from model.labels import View
from model.types import Utterance
from service.problems import Reason, stopping
from service.schemas import Article
from service.work import Failure

log = logging.getLogger(__name__)
UNREADABLE = Failure(Reason.READING_FAILED, "the text of this item could not be read; the others are not affected")
CHUNK = 4  # texts for which one thread is asked at a time

Source = TypeVar("Source")
Result = TypeVar("Result")


class Readers:
    """A small pool of threads; what still waits in it when its request is cancelled is never begun.

    No request asks for more threads at once than there are, so a lone quote waits for one chunk of each earlier
    request and not for all of it.
    """

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="reader")
        self._closed = False
        self._under_way: set[asyncio.Future[Any]] = set()

    def close(self) -> None:
        """End at once: whoever waits gets Problem 503. Called from the event loop."""
        self._closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        for reading in tuple(self._under_way):
            reading.cancel()

    async def utterances(
        self, classifier: Classifier, items: Sequence[Utterance], view: View
    ) -> list[Prepared | Failure]:
        """Prepare items, in their order."""
        return await self._map(lambda item: classifier.prepare(item, view), items)

    async def articles(
        self, classifier: Classifier, articles: Sequence[Article], view: View
    ) -> list[list[Prepared] | Failure]:
        """Prepare the quoted sentences of each article, in their order."""
        return await self._map(lambda one: classifier.prepare_article(one.text, view, one.date), articles, chunk=1)

    async def _map(
        self, function: Callable[[Source], Result], sources: Sequence[Source], chunk: int = CHUNK
    ) -> list[Result | Failure]:
        """Raises Problem 503 where the pool is closed meanwhile."""
        loop, turns = asyncio.get_running_loop(), asyncio.Semaphore(self._threads)

        async def read(part: Sequence[Source]) -> list[Result | Failure]:
            async with turns:
                # With the request's context, so that the log names it.
                return await loop.run_in_executor(self._pool, copy_context().run, _each, function, part)

        reading = asyncio.gather(*(read(sources[at : at + chunk]) for at in range(0, len(sources), chunk)))
        self._under_way.add(reading)
        try:
            done = await reading
        except (asyncio.CancelledError, RuntimeError) as error:  # what waited in the pool, or came after its end
            if self._closed:
                raise stopping() from error
            raise
        finally:
            self._under_way.discard(reading)
        return [result for results in done for result in results]


def _each(function: Callable[[Source], Result], sources: Sequence[Source]) -> list[Result | Failure]:
    return [_one(function, source) for source in sources]


def _one(function: Callable[[Source], Result], source: Source) -> Result | Failure:
    try:
        return function(source)
    except Exception:  # one text that our own rules stumble over must not fail the others
        log.exception("a text could not be read")
        return UNREADABLE
