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
from service.errors.problems import Failure, Reason, stopping
from service.scheduling.turns import Turns
from service.schemas import Article

log = logging.getLogger(__name__)
UNREADABLE = Failure(Reason.READING_FAILED, "the text of this item could not be read; the others are not affected")
CHUNK = 4  # texts for which one thread is asked at a time
BESIDE = 20  # characters that are read in the time that goes with every text, were it empty

Source = TypeVar("Source")
Result = TypeVar("Result")


class Readers:
    """A small pool of threads; what still waits in it when its request is cancelled is never begun.

    The threads are shared out fairly, by characters: a lone quote waits for the chunks that are being read and not for
    all that came before.
    """

    def __init__(self, threads: int) -> None:
        self._turns = Turns(threads)
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
        sizes = [BESIDE + len(item.text) + len(item.context or "") for item in items]
        return await self._map(lambda item: classifier.prepare(item, view), items, sizes)

    async def articles(
        self, classifier: Classifier, articles: Sequence[Article], view: View
    ) -> list[list[Prepared] | Failure]:
        """Prepare the quoted sentences of each article, in their order."""
        sizes = [BESIDE + len(article.text) for article in articles]
        return await self._map(lambda one: classifier.prepare_article(one.text, view, one.date), articles, sizes, 1)

    async def _map(
        self,
        function: Callable[[Source], Result],
        sources: Sequence[Source],
        sizes: Sequence[int],
        chunk: int = CHUNK,
    ) -> list[Result | Failure]:
        """Raises Problem 503 where the pool is closed meanwhile; `sizes`: the characters of each."""
        loop, starts = asyncio.get_running_loop(), range(0, len(sources), chunk)
        due = self._turns.due([sum(sizes[at : at + chunk]) for at in starts])

        async def read(part: Sequence[Source], moment: int) -> list[Result | Failure]:
            async with self._turns.at(moment):
                # With the request's context, so that the log names it.
                return await loop.run_in_executor(self._pool, copy_context().run, _each, function, part)

        parts = (sources[at : at + chunk] for at in starts)
        reading = asyncio.gather(*map(read, parts, due))
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
