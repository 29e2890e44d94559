"""From flat rows to rows that training reads: checked one by one, then against one another."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from model.corrections import check_context
from model.errors import first_fault
from training.data.units import AuthoredRow
from training.imports.judgement import MADE, Row
from training.imports.raw import JUDGED, Raw

STORED = frozenset({"item", "created_at", "model_version"})  # columns of the service's exports alone


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one row."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Judged:
    path: Path
    line: int
    row: Row


@dataclass(frozen=True)
class Checked:
    """What is in the files: rows fit for training, bad ones, and how the good ones relate."""

    good: list[AuthoredRow] = field(default_factory=list)
    bad: list[Problem] = field(default_factory=list)
    duplicates: list[Problem] = field(default_factory=list)
    conflicts: list[Problem] = field(default_factory=list)
    speakers: list[Problem] = field(default_factory=list)  # rows that correct the speaker alone
    astray: list[Problem] = field(default_factory=list)  # stored corrections whose context does not hold the quote
    superseded: int = 0
    filled: dict[str, set[str]] = field(default_factory=dict)  # by the id of a good row, the labels that `fill` gave it

    def lines(self) -> Iterator[str]:
        """Yield a line for every row that is bad, given twice, contested or of no use, then the counts."""
        listed = {"bad": self.bad, "twice": self.duplicates, "conflict": self.conflicts}
        listed |= {"speaker alone, nothing to train on": self.speakers, "stored so, passed over": self.astray}
        for title, problems in listed.items():
            yield from (f"{problem} [{title}]" for problem in problems)
        yield (
            f"{len(self.good)} good, {len(self.bad)} bad, {len(self.duplicates)} given twice, "
            f"{len(self.conflicts)} in conflict (left out), {len(self.speakers)} on the speaker alone (left out), "
            f"{len(self.astray)} not in their contexts (left out), {self.superseded} superseded"
        )


Fill = Callable[[Sequence[Row]], list[dict[str, str]]]  # answers of a model for the labels that nobody judged


def check(raws: Iterable[tuple[Path, Raw]], fill: Fill | None = None) -> Checked:
    """Check rows; of several judgements of one quote the last of each annotator counts.

    A quote on which annotators differ is listed as a conflict and left out. A label that nobody judged is taken from
    what the annotator was shown, or else from `fill`; without both, the row is bad. A row that names the speaker and
    judges nothing else is listed, since the network does not learn speakers. So is a correction whose context does not
    hold its quote, where the service kept it before it checked that: nobody can mend it any more.
    """
    judged, others = _each(raws)
    chosen, duplicates, conflicts = _agreed(judged)
    known = [_known(one.row) for one in chosen]
    filled = _fill(chosen, known, fill) if fill else {}
    pairs = list(zip(chosen, known, strict=True))
    return replace(
        others,
        good=[_authored(one.row, labels) for one, labels in pairs if not _missing(labels)],
        bad=[*others.bad, *(_gap(one, labels) for one, labels in pairs if _missing(labels))],
        duplicates=duplicates,
        conflicts=conflicts,
        filled=filled,
    )


def _each(raws: Iterable[tuple[Path, Raw]]) -> tuple[list[Judged], Checked]:
    """Return the rows that judge a quote, each fit by itself, and what is to be said of all others."""
    judged, others, superseded = list[Judged](), Checked(), 0
    for path, raw in raws:
        row = _parsed(path, raw)
        if isinstance(row, Problem):
            others.bad.append(row)
        elif not row.row.current:
            superseded += 1
        elif not row.row.labels:
            reason = f"at least one of {', '.join(JUDGED)} must be given"
            (others.speakers if _names_speaker(raw) else others.bad).append(Problem(path, raw.line, reason))
        elif problem := _outside(row):
            (others.astray if raw.fields.keys() >= STORED else others.bad).append(problem)
        else:
            judged.append(row)
    return judged, replace(others, superseded=superseded)


def _names_speaker(raw: Raw) -> bool:
    return bool(raw.fields.get("annotator") and raw.fields.get("speaker"))


def _parsed(path: Path, raw: Raw) -> Judged | Problem:
    if raw.problem:
        return Problem(path, raw.line, raw.problem)
    try:
        return Judged(path, raw.line, Row.model_validate({k: v for k, v in raw.fields.items() if v is not None}))
    except ValidationError as error:
        return Problem(path, raw.line, first_fault(error))


def _outside(one: Judged) -> Problem | None:
    try:
        check_context(one.row.text, one.row.context)
    except ValueError as error:
        return Problem(one.path, one.line, str(error))
    return None


def _agreed(judged: Iterable[Judged]) -> tuple[list[Judged], list[Problem], list[Problem]]:
    by_item: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_item[one.row.item].append(one)
    chosen, duplicates, conflicts = [], [], []
    for group in by_item.values():
        latest = _latest(group)
        differing = _differing(latest)
        if differing:
            conflicts.append(Problem(latest[-1].path, latest[-1].line, _conflict(latest, differing)))
            continue
        chosen.append(_together(latest))
        duplicates += [Problem(one.path, one.line, _again(latest[-1])) for one in group if one is not latest[-1]]
    return chosen, duplicates, conflicts


def _latest(group: Sequence[Judged]) -> list[Judged]:
    """Return each annotator's last judgement of one quote, oldest first; one that settles it voids all before it."""
    start = max((index for index, one in enumerate(group) if one.row.settles), default=0)
    last = {one.row.who: one for one in group[start:]}
    return sorted(last.values(), key=group.index)


def _together(group: Sequence[Judged]) -> Judged:
    """Return the last judgement, completed with labels that only other annotators gave, earlier."""
    held = {name: getattr(one.row, name) for one in group for name in one.row.labels}
    return replace(group[-1], row=group[-1].row.model_copy(update=held))


def _differing(group: Sequence[Judged]) -> list[str]:
    return [name for name in JUDGED if len({one.row.labels.get(name) for one in group} - {None}) > 1]


def _conflict(group: Sequence[Judged], differing: Sequence[str]) -> str:
    views = "; ".join(f"{one.row.annotator or 'nobody named'} says {one.row.labels.get(differing[0])}" for one in group)
    return f"annotators differ on {', '.join(differing)}: {views}"


def _again(kept: Judged) -> str:
    return f"the same quote is judged in {kept.path}:{kept.line}, which counts"


def _fill(chosen: Sequence[Judged], known: Sequence[dict[str, str]], fill: Fill) -> dict[str, set[str]]:
    """Complete the known labels by the answers of `fill`; returns which labels were missing, by the row's id."""
    gaps = [(one.row, labels) for one, labels in zip(chosen, known, strict=True) if _missing(labels)]
    if not gaps:
        return {}
    filled = {row.id: _missing(labels) for row, labels in gaps}
    for (row, labels), answers in zip(gaps, fill([row for row, _ in gaps]), strict=True):
        labels.update({name: answers[name] for name in filled[row.id]})
    return filled


def _missing(labels: Mapping[str, str]) -> set[str]:
    return set(JUDGED) - labels.keys()


def _known(row: Row) -> dict[str, str]:
    shown = {name: str(value) for name in JUDGED if (value := getattr(row, f"shown_{name}")) is not None}
    return shown | row.labels


def _gap(one: Judged, labels: dict[str, str]) -> Problem:
    missing = ", ".join(name for name in JUDGED if name in _missing(labels))
    return Problem(one.path, one.line, f"{missing} is missing; give it, or let a model answer for it with --fill")


def _authored(row: Row, labels: dict[str, str]) -> AuthoredRow:
    context = row.context or ""
    inside = row.text in context
    before = row.before or "" if inside or not context else context
    return AuthoredRow.model_validate(
        {
            "id": row.id,
            "group": f"{MADE}{hashlib.sha256((context or row.text).encode()).hexdigest()[:16]}",
            "before": before,
            "paragraph": context if inside else row.text,
            "quote": row.text,
            "speaker": row.speaker or "",
            "kind": row.kind,
            "side": row.side,
            "sure": row.sure,
            **labels,
        }
    )
