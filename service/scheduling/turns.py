"""Turns at a few threads, by self-clocked fair queueing (Golestani 1994) over requests."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from heapq import heappop, heappush
from itertools import accumulate, count


class Turns:
    """As many at once as there are threads; who is due first is next. Used from the event loop only.

    Each part of a request is due when it would end if all had equal shares, by sizes. So a short one waits for what is
    begun and not for all that came before.
    """

    def __init__(self, threads: int) -> None:
        self._free, self._clock, self._numbers = threads, 0, count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []  # when each is due, its number; a heap

    def due(self, sizes: Sequence[int]) -> list[int]:
        """Return when each part of a request that comes now is due."""
        return [self._clock + size for size in accumulate(sizes)]

    @asynccontextmanager
    async def at(self, due: int) -> AsyncIterator[None]:
        """Wait for a turn, and hold it until the block ends."""
        await self._take(due)
        try:
            yield
        finally:
            self._give()

    async def _take(self, due: int) -> None:
        if self._free:
            self._free -= 1
            self._clock = max(self._clock, due)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (due, next(self._numbers), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # it came in the same moment
                self._give()
            raise

    def _give(self) -> None:
        while self._waiting:
            due, _, turn = heappop(self._waiting)
            if not turn.done():  # or its request was cancelled
                self._clock = max(self._clock, due)
                turn.set_result(None)
                return
        self._free += 1
