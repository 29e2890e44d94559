"""Names that the tables of sides know: outlets ("the bank" is none of them) and places, whom no "he" can mean."""

import csv
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files

_MEDIA = ("press", "media", "news")


@cache
def outlets() -> frozenset[str]:
    """Return the known newspapers, broadcasters and agencies in small letters, without their article."""
    return frozenset(name for role, name in _named("bodies.csv") if any(kind in role for kind in _MEDIA))


@cache
def places() -> frozenset[str]:
    """Return the known towns and regions in small letters."""
    return frozenset(name for _, name in _named("places.csv"))


@cache
def long_names() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Return the known bodies' names of several words, by their first word, the longest first, as they are written."""
    out: dict[str, set[tuple[str, ...]]] = {}
    for _, name in _named("bodies.csv", str):
        words = tuple(name.removeprefix("The ").split())
        if len(words) > 1 and all(word.isalpha() for word in words):
            out.setdefault(words[0], set()).add(words)
    return {first: tuple(sorted(names, key=lambda words: (-len(words), words))) for first, names in out.items()}


def _named(table: str, spelt: Callable[[str], str] = str.lower) -> Iterator[tuple[str, str]]:
    """Yield the role and each name of the rows of a table."""
    path = files("model") / "data" / "sides" / table
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        for name in (row["name"], *row["aliases"].split("|")):
            if name:
                yield row["role"], spelt(name).removeprefix("the ")
