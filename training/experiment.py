"""One recipe, tried by cross-validation over articles: what it is worth, and how far chance moves it."""

import contextlib
import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter, ValidationError

from model.errors import InputError, first_fault
from model.files.writing import write_whole
from model.progress import Progress
from model.sides import SideTable
from training.config import Config
from training.data.folds import Fold, folds, outlets
from training.data.sources import Sources
from training.tuning.calibrate import temperatures
from training.tuning.logits import macro_f1_scores, task_logits
from training.tuning.network import average
from training.tuning.states import States, read_states
from training.tuning.trainer import Material
from training.tuning.tune import tune
from training.work import digest_of, holding

Scores = Sequence[float]  # macro-F1 of stance in context, stance of the text alone, sentiment


@dataclass(frozen=True)
class Outcome:
    """Scores (runs, 3) of the single seeds and (folds, 3) of their averaged weights."""

    single: list[Scores]
    averaged: list[Scores]

    def line(self, title: str, seeds: int) -> str:
        """Return one row of the table in docs/experiments.md."""
        cells = [f"{one:.3f}" for one in np.mean(self.single, axis=0)]
        if len(self.single) > 1:
            spread = np.std(self.single, axis=0, ddof=1)
            cells = [f"{one} ± {other:.3f}" for one, other in zip(cells, spread, strict=True)]
        averaged = " / ".join(f"{score:.3f}" for score in np.mean(self.averaged, axis=0)) if seeds > 1 else "-"
        return f"| {title} | {seeds} x {len(self.averaged)} | {' | '.join(cells)} | {averaged} |"


@dataclass(frozen=True)
class Tried:
    """A fold's scores: of the single seeds (seeds, 3) and of their averaged weights (3,).

    `wanted` divides the temperatures (3,) that are best on the fold by those fitted on what was held out.
    """

    single: list[list[float]]
    averaged: list[float]
    wanted: list[float]


_TRIED = TypeAdapter(Tried)


def experiment(
    config: Config, sources: Sources, count: int | None, limit: int, progress: Progress, *, beside: Path
) -> Outcome:
    """Return the scores of a recipe on `limit` of `count` folds, or of those of single outlets; every seed on each.

    Half-done work is kept below `beside`: the same call goes on with it after an interruption, and removes it when it
    has finished. Raises InputError where there is too little data, or another process runs the same experiment.
    """
    rows, _ = sources.examples(SideTable.load())
    parts = list(islice(outlets(rows, config) if count is None else folds(rows, config, count), limit))
    digest = hashlib.sha256(f"{digest_of(config, rows)} {count}".encode()).hexdigest()
    with holding(beside / digest[:16], progress) as work:
        states = read_states(config, rows, progress)
        found = [
            _tried(config, part, states, work / f"fold-{number}", progress) for number, part in enumerate(parts, 1)
        ]
        shutil.rmtree(work)
    with contextlib.suppress(OSError):  # others are at work in it
        beside.rmdir()
    return Outcome([scores for one in found for scores in one.single], [one.averaged for one in found])


def _tried(config: Config, fold: Fold, states: States, work: Path, progress: Progress) -> Tried:
    """Return a fold's scores, read from its file where an interrupted run had finished the fold."""
    file = work.with_suffix(".json")
    if file.is_file():
        found = _read(file)
    else:
        work.mkdir(exist_ok=True)
        found = _scored(config, fold, states, work, progress)
        write_whole(file, _TRIED.dump_json(found).decode())
        shutil.rmtree(work)
    progress.say(
        f"fold of {len(fold.test)}: {np.round(found.averaged, 3)}; best temperatures against those fitted on "
        f"what was held out: {np.round(found.wanted, 2)}"
    )
    return found


def _read(file: Path) -> Tried:
    try:
        return _TRIED.validate_json(file.read_bytes())
    except ValidationError as error:
        raise InputError(f"{file} is damaged: {first_fault(error)}; remove it, and the fold is tried again") from error


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
