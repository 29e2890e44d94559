"""One recipe, tried by cross-validation over articles: what it is worth, and how far chance moves it."""

import contextlib
import hashlib
import json
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from model.errors import InputError
from model.progress import Progress
from model.registry import write_whole
from model.sides import SideTable
from training.calibrate import temperatures
from training.config import Config
from training.examples import Labelled
from training.logits import macro_f1_scores, task_logits
from training.network import average
from training.sources import Sources
from training.split import apart_from, is_measured, split_by_group
from training.states import States, read_states
from training.trainer import Material
from training.tune import tune
from training.work import digest_of, holding

LEAST_QUOTES = 100  # of an outlet, for a fold of its own

Scores = NDArray[np.float64]  # macro-F1 of stance in context, stance of the text alone, sentiment


@dataclass(frozen=True)
class Fold:
    """A fold of the real quotes, and everything else."""

    train: list[Labelled]
    held_out: list[Labelled]
    test: list[Labelled]


@dataclass
class Outcome:
    """Scores (runs, 3) of the single seeds and (folds, 3) of their averaged weights."""

    single: list[Scores] = field(default_factory=list)
    averaged: list[Scores] = field(default_factory=list)

    def line(self, title: str, seeds: int) -> str:
        """Return one row of the table in docs/experiments.md."""
        cells = [f"{one:.3f}" for one in np.mean(self.single, axis=0)]
        if len(self.single) > 1:
            spread = np.std(self.single, axis=0, ddof=1)
            cells = [f"{one} ± {other:.3f}" for one, other in zip(cells, spread, strict=True)]
        soup = " / ".join(f"{score:.3f}" for score in np.mean(self.averaged, axis=0)) if seeds > 1 else "-"
        return f"| {title} | {seeds} x {len(self.averaged)} | {' | '.join(cells)} | {soup} |"


def folds(rows: Sequence[Labelled], config: Config, count: int) -> Iterator[Fold]:
    """Yield the folds: the real quotes parted by article, the rest, but for the same words, always learnt from.

    Raises InputError where there are fewer articles than folds.
    """
    real = [row for row in rows if is_measured(row)]
    groups = [row.unit.group for row in real]
    if len(set(groups)) < count:
        raise InputError(
            f"{count} folds need labelled quotes of at least {count} articles, got {len(set(groups))}; "
            "use fewer --folds or more --real"
        )
    for _, chosen in GroupKFold(count, shuffle=True, random_state=0).split(real, groups=groups):
        yield _fold(rows, config, [real[index] for index in chosen])


def outlets(rows: Sequence[Labelled], config: Config) -> Iterator[Fold]:
    """Yield a fold for every outlet with enough real quotes, the largest first: nothing of it is learnt from.

    Quotes of which the tone alone is known count as the outlet's, too. An outlet is the `source` up to a hyphen; a row
    without one is of every outlet whose articles' ids begin like its own, up to a colon or underscore, and else of
    the outlet of that name. Of targets nobody says where they are from. Raises InputError where no outlet has enough.
    """
    names = _outlets_of(rows)
    known = [names[row.unit.id] for row in rows if is_measured(row) and len(names[row.unit.id]) == 1]
    tried = Counter(name for single in known for name in single)
    [(_, most)] = tried.most_common(1) or [("", 0)]
    if most < LEAST_QUOTES:
        raise InputError(f"no outlet has {LEAST_QUOTES} real quotes to be tried on, the largest {most}; use --folds")
    for name, quotes in tried.most_common():
        if quotes >= LEAST_QUOTES:
            test = [row for row in rows if is_measured(row) and names[row.unit.id] == {name}]
            yield _fold([row for row in rows if name not in names[row.unit.id]], config, test)


def _outlets_of(rows: Sequence[Labelled]) -> dict[str, set[str]]:
    """Return, by the unit's id, the outlets that a row may be of; none where nothing says it."""
    stands_for: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.unit.source and _begins(row):
            stands_for[_begins(row)].add(_outlet(row))
    return {
        row.unit.id: {_outlet(row)} if row.unit.source else stands_for.get(_begins(row), {_begins(row)} - {""})
        for row in rows
    }


def _outlet(row: Labelled) -> str:
    return row.unit.source.partition("-")[0]


def _begins(row: Labelled) -> str:
    """Return how the id of a real article begins ("nyt" of "nyt:12"); nothing where it names no outlet."""
    found = re.match(r"([^:_]+)[:_]", row.unit.group) if row.unit.real else None
    return found[1] if found else ""


def _fold(rows: Sequence[Labelled], config: Config, test: list[Labelled]) -> Fold:
    """Return the fold; raises InputError where nothing is left to learn from or to hold out."""
    rest = apart_from(test, rows)
    held_out = split_by_group([row for row in rest if is_measured(row)], config.held_out, 0)
    train = apart_from(held_out, rest)
    if not train or not held_out:
        raise InputError(
            f"beside the {len(test)} real quotes to be tried on, {len(rest)} are too few to learn from and to hold "
            "real ones out; add more --real"
        )
    return Fold(train, held_out, test)


@dataclass(frozen=True)
class Tried:
    """A fold's scores: of the single seeds (seeds, 3), and of their averaged weights (3,), with what is wanted there.

    `wanted`: the temperatures (3,) that are best on the fold against those fitted on what was held out.
    """

    single: list[list[float]]
    averaged: list[float]
    wanted: list[float]


def experiment(
    config: Config, sources: Sources, count: int | None, limit: int, progress: Progress, *, beside: Path
) -> Outcome:
    """Return the scores of a recipe on `limit` of `count` folds, or of those of single outlets; every seed on each.

    What is half done lies in `beside`; the same call takes it up after an interruption and removes it in the end.
    Raises InputError where there is too little to try on, or another process is at the same.
    """
    rows, _ = sources.examples(SideTable.load())
    parts = list(islice(outlets(rows, config) if count is None else folds(rows, config, count), limit))
    digest = hashlib.sha256(f"{digest_of(config, rows)} {count}".encode()).hexdigest()
    with holding(beside / digest[:16]) as work:
        states = read_states(config, rows, progress)
        found = [
            _tried(config, part, states, work / f"fold-{number}", progress) for number, part in enumerate(parts, 1)
        ]
        shutil.rmtree(work)
    with contextlib.suppress(OSError):  # others are at work in it
        beside.rmdir()
    return Outcome(
        [np.array(scores) for one in found for scores in one.single], [np.array(one.averaged) for one in found]
    )


def _tried(config: Config, fold: Fold, states: States, work: Path, progress: Progress) -> Tried:
    """Return what a fold gives, from its file where an interrupted run came so far."""
    file = work.with_suffix(".json")
    if file.is_file():
        found = Tried(**json.loads(file.read_text("utf-8")))
    else:
        work.mkdir(exist_ok=True)
        found = _scored(config, fold, states, work, progress)
        write_whole(file, json.dumps(asdict(found)))
        shutil.rmtree(work)
    progress.say(
        f"fold of {len(fold.test)}: {np.round(found.averaged, 3)}; best temperatures against those fitted on "
        f"what was held out: {np.round(found.wanted, 2)}"
    )
    return found


def _scored(config: Config, fold: Fold, states: States, work: Path, progress: Progress) -> Tried:
    tuned = tune(config, Material(fold.train, fold.held_out, states), work, progress)
    single = [macro_f1_scores(task_logits(average(config, [one]), states, fold.test)) for one in tuned]
    network = average(config, tuned)
    tested, held_out = (task_logits(network, states, part) for part in (fold.test, fold.held_out))
    return Tried(
        single=[scores.tolist() for scores in single],
        averaged=macro_f1_scores(tested).tolist(),
        wanted=(temperatures(tested) / temperatures(held_out)).tolist(),
    )
