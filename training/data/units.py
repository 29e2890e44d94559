"""One labelled quote, and the files that hold them."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from model.errors import InputError, RowError
from model.files.named import read_lines
from model.labels import Kind, Sentiment, Side, Stance
from model.types import Span
from training.jsonl import parsed, rows

CORPUS = Path(__file__).parents[1] / "corpus"
AUTHORED = (CORPUS / "authored.jsonl",)


class Labels(BaseModel):
    """What an annotator said of one quote, by docs/codebook.md."""

    kind: Literal[Kind.DIRECT, Kind.PARTIAL]
    side: Side | None = None  # None: to be resolved from the text
    stance: Stance
    stance_text: Stance
    sentiment: Sentiment
    sure: int = Field(default=2, ge=1, le=3)


def tone_alone(kind: Kind, sentiment: Sentiment, sure: int = 2) -> Labels:
    """Return a tone beside stances that mean nothing, where nobody judged them."""
    return Labels(kind=kind, stance=Stance.NEUTRAL, stance_text=Stance.NEUTRAL, sentiment=sentiment, sure=sure)


class AuthoredRow(Labels):
    """A line of the authored corpus: the text is in it."""

    model_config = ConfigDict(extra="forbid")
    id: str = Field(min_length=1)
    group: str = ""  # units of one group (one paragraph, one situation) never part in a split
    before: str = ""
    paragraph: str = Field(min_length=1)
    quote: str = Field(min_length=1)
    speaker: str = ""
    topic: str = ""

    @model_validator(mode="after")
    def _verbatim(self) -> "AuthoredRow":
        if self.quote not in self.paragraph:
            raise ValueError("quote must stand verbatim in paragraph")
        return self


class Located(BaseModel):
    """Where a quote in real news stands, not what it says."""

    model_config = ConfigDict(extra="ignore")
    id: str = Field(min_length=1)
    article: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    sha1: str | None = None  # of the quote, UTF-8; checked where given
    quote: str | None = None  # checked where given
    source: str = ""  # the outlet, and after a hyphen its edition


class ReferenceRow(Located, Labels):
    """A line of labels on real news."""

    speaker: str = ""
    date: str = ""


class ToneRow(Located):
    """A line of labels that judge the tone of a quote in real news and nothing else."""

    kind: Literal[Kind.DIRECT, Kind.PARTIAL]
    sentiment: Sentiment
    sure: int = Field(default=2, ge=1, le=3)

    @property
    def labels(self) -> Labels:
        return tone_alone(self.kind, self.sentiment, self.sure)


@dataclass(frozen=True, slots=True)
class Unit:
    """A labelled quote in its text, ready to be read the way the product reads."""

    id: str
    group: str
    text: str
    start: int
    end: int
    labels: Labels
    speaker: str = ""
    real: bool = False
    source: str = ""
    date: str = ""
    alone: bool = False  # no text holds the quote: it came without one, or with one that does not

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def quote(self) -> str:
        return self.text[self.start : self.end]


def read_authored(path: Path) -> list[Unit]:
    """Return the units of an authored file; raises what `authored_rows` raises."""
    return [authored_unit(row) for row in authored_rows(path)]


def authored_rows(path: Path) -> list[AuthoredRow]:
    """Return the lines of an authored file; raises RowError naming file and line, also for an id given twice."""
    seen: dict[str, int] = {}
    found = []
    for number, row in rows(path, AuthoredRow):
        if row.id in seen:
            raise RowError(path, number, f"id {row.id!r} stands in line {seen[row.id]} already; ids must differ")
        seen[row.id] = number
        found.append(row)
    return found


def authored_unit(row: AuthoredRow) -> Unit:
    """Return the unit of a line whose text is in it."""
    head = f"{row.before}\n\n" if row.before else ""
    start = len(head) + row.paragraph.index(row.quote)
    text = head + row.paragraph
    alone = row.quote == row.paragraph
    return Unit(row.id, row.group or row.id, text, start, start + len(row.quote), row, row.speaker, alone=alone)


def check_ids(units: Iterable[Unit], files: Iterable[str]) -> None:
    """Raise InputError where two units of these files have one id."""
    name, times = next(iter(Counter(unit.id for unit in units).most_common(1)), ("", 0))
    if times > 1:
        raise InputError(f"the id {name!r} is given {times} times in {', '.join(files)}; ids must differ")


def read_texts(paths: Sequence[Path]) -> dict[str, str]:
    """Return the texts of articles by their ids, from files of JSONL with `article` and `text`.

    The same article may stand in several; raises RowError for an id that has another text already.
    """
    texts: dict[str, str] = {}
    places: dict[str, str] = {}
    for path in paths:
        for number, line in read_lines(str(path)):
            article, text = _article(path, number, line)
            if texts.setdefault(article, text) != text:
                raise RowError(path, number, f"article {article!r} has another text in {places[article]}; mend its id")
            places.setdefault(article, f"{path}:{number}")
    return texts


def _article(path: Path, number: int, line: str) -> tuple[str, str]:
    # Not by a schema: pydantic's reader of JSON refuses texts with lone surrogates.
    try:
        row = parsed(line)
    except ValueError as error:
        raise RowError(path, number, str(error)) from error
    for field in ("article", "text"):
        if not isinstance(row, dict) or not isinstance(row.get(field), str):
            raise RowError(path, number, f"{field} must be given as a string")
    return row["article"], row["text"]


def read_references(path: Path, articles: dict[str, str]) -> list[Unit]:
    """Return the units of a file of references, joined with their articles.

    Raises RowError where an article is missing or the quote is not where the reference says.
    """
    return [_joined(path, number, row, articles) for number, row in rows(path, ReferenceRow)]


def read_tones(path: Path, articles: dict[str, str]) -> list[Unit]:
    """Return the quotes of a file that judges their tone alone, their stances without meaning; raises RowError."""
    return [_at(path, number, row, articles, row.labels) for number, row in rows(path, ToneRow)]


def _joined(path: Path, number: int, row: ReferenceRow, articles: dict[str, str]) -> Unit:
    return replace(_at(path, number, row, articles, row), speaker=row.speaker, date=row.date)


def _at(path: Path, number: int, row: Located, articles: dict[str, str], labels: Labels) -> Unit:
    text = _text_of(path, number, row, articles)
    return Unit(row.id, row.article, text, row.start, row.end, labels, real=True, source=row.source)


def _text_of(path: Path, number: int, row: Located, articles: dict[str, str]) -> str:
    text = articles.get(row.article)
    if text is None:
        raise RowError(path, number, f"article {row.article!r} is not among the texts given (--articles)")
    if not row.start < row.end <= len(text):
        raise RowError(
            path, number, f"start..end must lie within 0..{len(text)} and not be empty, got {row.start}..{row.end}"
        )
    quote = text[row.start : row.end]
    digest = hashlib.sha1(quote.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
    if (row.sha1 is not None and digest != row.sha1) or (row.quote is not None and quote != row.quote):
        raise RowError(
            path, number, f"article {row.article!r} has another text at {row.start}..{row.end}: {quote[:60]!r}"
        )
    return text
