"""One recipe, tried by cross-validation over articles: what it is worth, and how far chance moves it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from model.sides import SideTable
from training.calibrate import temperatures
from training.config import Config
from training.evaluate import macro_f1_scores
from training.examples import Labelled
from training.fit import Material, read_states
from training.progress import Progress
from training.sources import Sources
from training.split import is_measured, split_by_group
from training.tune import average, tune

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
        mean, spread = np.mean(self.single, axis=0), np.std(self.single, axis=0)
        cells = [f"{one:.3f} ± {other:.3f}" for one, other in zip(mean, spread, strict=True)]
        soup = " / ".join(f"{score:.3f}" for score in np.mean(self.averaged, axis=0)) if seeds > 1 else "-"
        return f"| {title} | {seeds} x {len(self.averaged)} | {' | '.join(cells)} | {soup} |"


def folds(rows: Sequence[Labelled], config: Config, count: int) -> Iterator[Fold]:
    """Yield the folds: the real quotes parted by article, the rest always among what is learnt from."""
    real = [row for row in rows if is_measured(row)]
    groups = [row.unit.group for row in real]
    for _, chosen in GroupKFold(count, shuffle=True, random_state=0).split(real, groups=groups):
        yield _fold(rows, config, [real[index] for index in chosen])


def outlets(rows: Sequence[Labelled], config: Config) -> Iterator[Fold]:
    """Yield a fold for every outlet with enough real quotes, the largest first: nothing of it is learnt from."""
    real = [row for row in rows if is_measured(row)]
    for name, quotes in Counter(map(_outlet, real)).most_common():
        if quotes >= LEAST_QUOTES:
            yield _fold(rows, config, [row for row in real if _outlet(row) == name])


def _outlet(row: Labelled) -> str:
    return row.unit.source.partition("-")[0]


def _fold(rows: Sequence[Labelled], config: Config, test: list[Labelled]) -> Fold:
    away = {row.unit.group for row in test}
    rest = [row for row in rows if row.unit.group not in away]
    held_out = split_by_group([row for row in rest if is_measured(row)], config.held_out, 0)
    away = {row.unit.group for row in held_out}
    return Fold([row for row in rest if row.unit.group not in away], held_out, test)


def experiment(config: Config, sources: Sources, count: int | None, limit: int, progress: Progress) -> Outcome:
    """Return the scores of a recipe on `limit` of `count` folds, or of those of single outlets; every seed on each."""
    rows, _ = sources.examples(SideTable.load())
    states = read_states(config, rows, progress)
    outcome = Outcome()
    for fold in islice(outlets(rows, config) if count is None else folds(rows, config, count), limit):
        with TemporaryDirectory() as work:
            tuned = tune(config, Material(fold.train, fold.held_out, states), Path(work), progress)
        outcome.single += [macro_f1_scores(average(config, [one]), states, fold.test) for one in tuned]
        network = average(config, tuned)
        outcome.averaged.append(macro_f1_scores(network, states, fold.test))
        wanted = temperatures(network, states, fold.test) / temperatures(network, states, fold.held_out)
        progress.say(
            f"fold of {len(fold.test)}: {outcome.averaged[-1].round(3)}; best temperatures against those fitted on "
            f"what was held out: {wanted.round(2)}"
        )
    return outcome
