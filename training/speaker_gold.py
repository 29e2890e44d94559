"""What is known of real quotations: where their sources are mentioned, or the names of their speakers."""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.types import Span

_ADDED = re.compile(r" (?:in|at|from|near|with|who|to|on|familiar|within|working|cited|about) ")


@dataclass(frozen=True, slots=True)
class Gold:
    """What is known of the quotation at `span`: where its source is mentioned, or else the speaker's name."""

    span: Span
    sources: tuple[Span, ...] = ()
    name: str = ""
    pronoun: bool = False

    def agrees(self, mention: Span, name: str) -> bool:
        """Whether a mention (where sources are known) or a name is right."""
        if self.sources:
            return any(mention.overlap(source) for source in self.sources)
        return same_name(self.name, name)

    def fits(self, mention: Span, name: str) -> bool:
        """Whether an answer is right for fitting: a role is not wrong because the gold adds where it works."""
        return self.agrees(mention, name) or (not self.sources and bool(name) and head(self.name) == head(name))


@dataclass(frozen=True, slots=True)
class Article:
    """A text with what is known of some of its quotations."""

    text: str
    gold: tuple[Gold, ...]


def last_name(name: str) -> str:
    """Return the last name, or the head noun of a body or role, folded to one spelling."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z][a-z'-]+", re.split(r",| of | for ", plain)[0])
    last = words[-1] if words else ""
    return re.sub(r"(skyy|skiy|skyi|skii|sky)$", "sky", re.sub(r"[hg]aidai", "haidai", last))


def head(name: str) -> str:
    """Return the last name or head noun before what brackets, prepositions and relative clauses add."""
    bare = re.sub(r"\([^)]*\)", " ", name).strip()
    return last_name(_ADDED.split(bare)[0])


def same_name(a: str, b: str) -> bool:
    """Whether two names have one last name or one head noun; two empty names are the same."""
    return last_name(a) == last_name(b)


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Read a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read_sources(path: Path) -> list[Article]:
    """Read articles whose quotations have the spans of their sources; an attribution without a source is left out."""
    return [Article(row["text"], tuple(_sources(row))) for row in read_rows(path)]


def _sources(row: dict[str, Any]) -> Iterator[Gold]:
    for attribution in row["attributions"]:
        sources = tuple(Span(a, b) for a, b in attribution["source_spans"])
        for quote in attribution["quotes"] if sources else ():
            span = Span(quote["start"], quote["end"])
            yield Gold(span, sources, attribution["source"], attribution["source_is_pronoun"])


def read_named(quotes: Path, articles: Path) -> list[Article]:
    """Read quotations whose speaker is known by name, with their articles."""
    gold: dict[str, list[Gold]] = {}
    for row in read_rows(quotes):
        gold.setdefault(row["article"], []).append(Gold(Span(row["start"], row["end"]), name=row["speaker"]))
    return [Article(row["text"], tuple(gold.get(row["article"], ()))) for row in read_rows(articles)]


def find(span: Span, spans: Sequence[Span]) -> int:
    """Return the index of the span that covers at least half of `span` and the most of it, or -1."""
    best = max(range(len(spans)), key=lambda k: span.overlap(spans[k]), default=-1)
    return best if best >= 0 and 2 * span.overlap(spans[best]) >= span.end - span.start else -1
