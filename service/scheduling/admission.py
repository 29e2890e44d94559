"""How much may be under way at once, and how long to stay away when it is too much."""

import asyncio
import math
from collections.abc import Callable
from typing import Self

from service.errors.problems import Problem, Reason

UNKNOWN_SPEED = 2000.0  # tokens a second, by which who finds no room is told when to return, until it was measured
LONGEST_RETRY = 60
WAITED = 2 / 3  # share of its time that a request may wait for others: its own work takes some, and guesses are off


class Admission:
    """Bounds on items and tokens that wait or are worked on; used from the event loop only."""

    def __init__(self, items: int, tokens: int, speed: Callable[[], float]) -> None:
        self._most_items, self._most_tokens = items, tokens
        self._speed = speed
        self.items = self.tokens = self.requests = 0
        self._freed = asyncio.Event()

    def fits(self, items: int, tokens: int, seconds: float = math.inf) -> bool:
        """Say whether there is room, and an answer can be expected within `seconds`, as far as the speed is known.

        One request is always let in when nothing else is under way.
        """
        room = self.items + items <= self._most_items and self.tokens + tokens <= self._most_tokens
        return (room and self._behind(tokens) <= WAITED * seconds) or not self.items

    def _behind(self, tokens: int) -> float:
        """Return the seconds that so many tokens wait for what is under way.

        That is for as many of each other request as they are themselves: the model's queue is fair.
        """
        return min(self.tokens, tokens * self.requests) / (self._speed() or math.inf)

    @property
    def full(self) -> bool:
        return not self.fits(1, 1)

    def refusal(self) -> Problem:
        """Return the 429, with the time after which half of what is under way will be done."""
        seconds = math.ceil(self.tokens / 2 / (self._speed() or UNKNOWN_SPEED))
        wait = max(1, min(seconds, LONGEST_RETRY))
        detail = f"too much is waiting ({self.items} items, {self.tokens} tokens); try again in {wait} s"
        return Problem(429, Reason.OVERLOADED, detail, headers={"Retry-After": str(wait)})

    def reserve(self, items: int, tokens: int, seconds: float = math.inf) -> "Reservation":
        """Take room; raises the 429 where there is none, or no answer is to be expected within `seconds`."""
        if not self.fits(items, tokens, seconds):
            raise self.refusal()
        return Reservation(self, items, tokens)

    async def wait(self, items: int, tokens: int, seconds: float = math.inf) -> "Reservation":
        """Take room as soon as there is some: for streams, which are slowed down and not refused."""
        while not self.fits(items, tokens, seconds):
            self._freed.clear()
            await self._freed.wait()
        return Reservation(self, items, tokens)

    def _change(self, items: int, tokens: int, requests: int) -> None:
        self.items += items
        self.tokens += tokens
        self.requests += requests
        self._freed.set()


class Reservation:
    """Room that is held until the block ends."""

    def __init__(self, admission: Admission, items: int, tokens: int) -> None:
        self._admission, self._items, self._tokens = admission, 0, 0
        self.correct(items, tokens)

    def correct(self, items: int, tokens: int) -> None:
        """Replace the estimate by what it came to."""
        requests = bool(items) - bool(self._items)
        self._admission._change(items - self._items, tokens - self._tokens, requests)  # noqa: SLF001 - two halves of one
        self._items, self._tokens = items, tokens

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.correct(0, 0)
