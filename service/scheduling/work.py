"""The unit of work on the model thread, and the fair queue that it waits in."""

import asyncio
import time
from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np
from numpy.typing import NDArray

from model.classifier import Classifier
from model.inputs import Encoded
from service.errors.problems import Failure

WINDOW = 128  # entries among which a batch of like lengths is sought


@dataclass(frozen=True, slots=True)
class Row:
    """The logits of one encoded example, each (3,)."""

    stance: NDArray[np.float64]
    sentiment: NDArray[np.float64]


@dataclass(eq=False, slots=True)
class Work:
    """One encoded example on its way through the model.

    Several requests may wait for the same work. `future` always ends with a Row or a Failure, never an exception;
    when nobody waits any more, `waiters` is 0 and the model thread passes it over.
    """

    row: Encoded
    classifier: Classifier
    future: asyncio.Future[Row | Failure]
    waiters: int = 0
    entered: float = field(default_factory=time.monotonic)

    def __len__(self) -> int:
        return len(self.row)


class FairQueue:
    """Start-time fair queueing (Goyal et al. 1996) over requests, by tokens; not thread-safe.

    Each request's examples are spread over virtual time, so a lone quote does not wait behind all of a bulk request.
    A batch always holds the example that is due first, so none waits for ever for others of its length.
    """

    def __init__(self) -> None:
        self._entries: list[tuple[int, int, Work]] = []  # when each is due, its number; in this order
        self._numbers = count()
        self._clock = 0

    def __len__(self) -> int:
        """Count the examples for which somebody waits."""
        return sum(work.waiters > 0 for _, _, work in self._entries)

    def add(self, works: Sequence[Work]) -> None:
        """Queue the examples of one request."""
        tag = self._clock
        for work in works:
            insort(self._entries, (tag, next(self._numbers), work))
            tag += len(work)

    def take(self, budget: int, lanes: int = 1) -> list[Work]:
        """Remove and return a batch for one classifier: at most `budget` padded tokens, or a single example.

        A batch is at most one lane's share of what waits, so that no lane idles beside one with a full batch.
        """
        self._entries = [entry for entry in self._entries if entry[2].waiters > 0]
        if not self._entries:
            return []
        most, window = -(-len(self._entries) // lanes), self._entries[:WINDOW]
        first = window[0]
        self._clock = max(self._clock, first[0])
        mates = [entry for entry in window if entry[2].classifier is first[2].classifier]
        chosen = set(_alike([len(entry[2]) for entry in mates], budget)[:most])
        batch = [mates[index] for index in sorted(chosen, key=lambda index: len(mates[index][2]))]
        numbers = {entry[1] for entry in batch}
        self._entries = [entry for entry in self._entries if entry[1] not in numbers]
        return [entry[2] for entry in batch]


def _alike(lengths: Sequence[int], budget: int) -> list[int]:
    """Return indices, 0 among them, whose count times the longest length is within budget; those nearest in length.

    >>> sorted(_alike([10, 90, 11, 9], budget=33))
    [0, 2, 3]
    """
    chosen: list[int] = []
    longest = lengths[0]
    for index in sorted(range(len(lengths)), key=lambda index: (abs(lengths[index] - lengths[0]), index)):
        longest = max(longest, lengths[index])
        if chosen and (len(chosen) + 1) * longest > budget:
            break
        chosen.append(index)
    return chosen
