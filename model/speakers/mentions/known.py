"""Names that the tables of sides know: outlets ("the bank" is none of them) and places, whom no "he" can mean."""

from collections.abc import Iterator, Mapping
from functools import cache

from model.sides.rows import BODIES, PLACES, shipped

_MEDIA = ("press", "media", "news")


def is_outlet(name: str) -> bool:
    """Whether a name is a known newspaper's, broadcaster's or agency's, with or without its article."""
    return _bare(name) in _outlets()


def is_place(name: str) -> bool:
    """Whether a name is a known town's or region's."""
    return _bare(name) in _places()


@cache
def _outlets() -> frozenset[str]:
    return frozenset(name for role, name in _named(BODIES) if any(kind in role for kind in _MEDIA))


@cache
def _places() -> frozenset[str]:
    return frozenset(name for _, name in _named(PLACES))


@cache
def long_names() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Return the known bodies' names of several words, by their first word, the longest first, as they are written."""
    out: dict[str, set[tuple[str, ...]]] = {}
    for name in (name for row in shipped(BODIES) for name in row.names):
        words = tuple(name.removeprefix("The ").removeprefix("the ").split())
        if len(words) > 1 and all(word.isalpha() for word in words):
            out.setdefault(words[0], set()).add(words)
    return {first: tuple(sorted(names, key=lambda words: (-len(words), words))) for first, names in out.items()}


def _named(table: str) -> Iterator[tuple[str, str]]:
    """Yield the role and each bare name of the rows of a table."""
    return ((row.role, _bare(name)) for row in shipped(table) for name in row.names)


def _bare(name: str) -> str:
    """Return a name in small letters, without its article."""
    return name.lower().removeprefix("the ")
