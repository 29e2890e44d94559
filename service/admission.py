"""How much may be under way at once, and how long to stay away when it is too much."""

import asyncio
import math
from collections.abc import Callable
from typing import Self

from service.problems import Problem, Reason

UNKNOWN_SPEED = 2000.0  # tokens a second, until something was measured
LONGEST_RETRY = 60


class Admission:
    """Bounds on items and tokens that wait or are worked on; used from the event loop only."""

    def __init__(self, items: int, tokens: int, speed: Callable[[], float]) -> None:
        self._most_items, self._most_tokens = items, tokens
        self._speed = speed
        self.items = self.tokens = 0
        self._freed = asyncio.Event()

    def fits(self, items: int, tokens: int) -> bool:
        """Say whether there is room; one request is always let in when nothing else is under way."""
        room = self.items + items <= self._most_items and self.tokens + tokens <= self._most_tokens
        return room or not self.items

    @property
    def full(self) -> bool:
        return not self.fits(1, 1)

    def refusal(self) -> Problem:
        """Return the 429, with the time after which half of what is under way will be done."""
        seconds = math.ceil(self.tokens / 2 / (self._speed() or UNKNOWN_SPEED))
        wait = max(1, min(seconds, LONGEST_RETRY))
        detail = f"too much is waiting ({self.items} items, {self.tokens} tokens); try again in {wait} s"
        return Problem(429, Reason.OVERLOADED, detail, headers={"Retry-After": str(wait)})

    def reserve(self, items: int, tokens: int) -> "Reservation":
        """Take room; raises the 429 where there is none."""
        if not self.fits(items, tokens):
            raise self.refusal()
        return Reservation(self, items, tokens)

    async def wait(self, items: int, tokens: int) -> "Reservation":
        """Take room as soon as there is some: for streams, which are slowed down and not refused."""
        while not self.fits(items, tokens):
            self._freed.clear()
            await self._freed.wait()
        return Reservation(self, items, tokens)

    def _change(self, items: int, tokens: int) -> None:
        self.items += items
        self.tokens += tokens
        self._freed.set()


class Reservation:
    """Room that is held until the block ends."""

    def __init__(self, admission: Admission, items: int, tokens: int) -> None:
        self._admission, self._items, self._tokens = admission, 0, 0
        self.correct(items, tokens)

    def correct(self, items: int, tokens: int) -> None:
        """Replace the estimate by what it came to."""
        self._admission._change(items - self._items, tokens - self._tokens)  # noqa: SLF001 - two halves of one thing
        self._items, self._tokens = items, tokens

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.correct(0, 0)
