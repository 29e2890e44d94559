"""Items and their lengths -> parts that are taken at a time (`windows`), or computed together (`by_length`)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

Element = TypeVar("Element")


def by_length(lengths: Sequence[int], most: int) -> list[list[int]]:
    """Return batches of indices of like length, none of more than `most` padded tokens unless it has one index.

    >>> by_length([9, 30, 10, 11], most=30)
    [[0, 2], [3], [1]]
    """
    batches: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batches and (len(batches[-1]) + 1) * lengths[index] <= most:
            batches[-1].append(index)
        else:
            batches.append([index])
    return batches


def windows(items: Iterable[Element], size: int) -> Iterator[list[Element]]:
    """Yield lists of at most `size` items, reading no further ahead than that."""
    iterator = iter(items)
    while window := list(islice(iterator, size)):
        yield window
