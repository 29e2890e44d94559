"""The lists of `model/data/cues/*.txt`: words between blanks, in sections headed `[section]`; `#` starts a comment."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files


def sections(name: str) -> Iterator[tuple[str, list[str]]]:
    """Yield (section, words of one line) of a data file."""
    section = ""
    path = files("model") / "data" / "cues" / name
    text = path.read_text(encoding="utf-8")
    for raw in text.splitlines():
        line = raw.split("#", 1)[0].strip()
        if line.startswith("["):
            section = line.strip("[]")
        elif line:
            yield section, line.split()


def word_set(section: str) -> frozenset[str]:
    """Return the words of a section of `sets.txt`; KeyError where it has no such section."""
    return _sets()[section]


def meanings(noun: str) -> frozenset[str]:
    """Return whom a broader noun may mean: captains and colonels by "officer"; none for most nouns."""
    return _sets().get(f"means {noun}", frozenset())


@cache
def _sets() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for section, words in sections("sets.txt"):
        found.setdefault(section, set()).update(words)
    return {section: frozenset(words) for section, words in found.items()}
