"""A whole training run: read, split, tune once a seed, average, calibrate, evaluate, describe, save."""

import dataclasses
import datetime as dt
import platform
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch

from model.artifacts.bundle import Bundle
from model.artifacts.metadata import Architecture, Corpus, Metadata
from model.base import local_sha256, packaged_sha256
from model.classifier import Classifier
from model.decode import Calibration
from model.engines import TorchEngine
from model.engines.devices import choose_device
from model.errors import BundleError, InputError
from model.progress import Progress
from model.sides import SideTable
from training.config import Config
from training.data.examples import Labelled
from training.data.leakage import EvaluationSet
from training.data.sources import Sources
from training.data.split import apart_from, hold_out
from training.data.units import Unit
from training.evaluation.card import write_card
from training.evaluation.run import Evaluation
from training.program import NAME
from training.spent import Cost, Spent, spending
from training.tuning.calibrate import fit_calibration
from training.tuning.logits import macro_f1_scores, task_logits
from training.tuning.network import Tuned, average
from training.tuning.states import States, read_states
from training.tuning.trainer import Material
from training.tuning.tune import tune
from training.work import claim, digest_of, holding

LEAST_HELD_OUT = 2  # groups, since calibration is tried on some that it was not fitted on
SeedScores = dict[str, list[float]]  # by the name of a statistic, its value for each task


@dataclass(frozen=True)
class Data:
    """What a run learns from and what it holds out."""

    train: list[Labelled]
    held_out: list[Labelled]
    corpora: tuple[Corpus, ...]
    withheld: int  # examples left out since the evaluation set holds their words


def train(
    config: Config, sources: Sources, out: Path, progress: Progress, evaluation: Evaluation | None = None
) -> Path:
    """Train by the recipe and write the model folder `out`; returns it.

    Half-done work is kept in `OUT.work`: the same call goes on with it after an interruption, and removes it at the
    end. Raises BundleError where `out` exists, InputError where a file is not what it must be or another process is at
    work on the same run.
    """
    if out.exists():
        raise BundleError(f"{out} exists already; choose another folder or remove it")
    began = time.monotonic()
    sides = SideTable.load()
    measured = evaluation.units() if evaluation else []
    if evaluation and evaluation.companion:
        evaluation.companion_figures()  # says now, not after hours, what is wrong with it
    data = read_data(config, sources, sides, measured)
    if data.withheld:
        progress.say(f"{data.withheld} examples are withheld: the evaluation set holds their words")
    with holding(work_folder(out), progress) as work:
        claim(work, digest_of(config, [*data.train, *data.held_out]))
        with spending(work, began) as spent:
            bundle = _trained(config, data, work, progress, spent)
            _described(bundle, data, evaluation, sides, progress).save(out)
        shutil.rmtree(work)
    return out


def work_folder(out: Path) -> Path:
    """Return where a run that is to write `out` keeps its half-done work."""
    return out.with_name(f"{out.name}.work")


def _trained(config: Config, data: Data, work: Path, progress: Progress, spent: Spent) -> Bundle:
    progress.say(f"{len(data.train)} examples to learn from, {len(data.held_out)} held out")
    states = read_states(config, [*data.train, *data.held_out], progress)
    members = tune(config, Material(data.train, data.held_out, states), work, progress)
    network = average(config, members)
    calibration = fit_calibration(network, states, data.held_out, config)
    scores = _seed_scores(config, members, states, data.held_out)
    return Bundle(_metadata(config, data, network.architecture, calibration, scores=scores, cost=spent.cost()), network)


def read_data(config: Config, sources: Sources, sides: SideTable, evaluation: Sequence[Unit] = ()) -> Data:
    """Return the examples that share no words with `evaluation`, split by article and words.

    Raises InputError where they are too few to learn from, or to calibrate on what is held out.
    """
    every, corpora = sources.examples(sides)
    measured = EvaluationSet(evaluation)
    examples = [row for row in every if not measured.holds(row.unit)]
    held_out = hold_out(examples, config.held_out, config.seeds[0])
    rest = apart_from(held_out, examples)
    if not rest or not held_out:
        withheld = len(every) - len(examples)
        beside = f", beside {withheld} that are withheld since the evaluation set holds their words" if withheld else ""
        raise InputError(
            f"{len(examples)} labelled quotes are too few to learn from and to hold some out{beside}; add more"
        )
    if len({row.unit.group for row in held_out}) < LEAST_HELD_OUT:
        raise InputError(
            f"the {len(held_out)} quotes held out are of one group (an article or paragraph), and calibration needs "
            f"at least {LEAST_HELD_OUT}; add more labelled quotes, or raise held_out in the recipe"
        )
    return Data(rest, held_out, corpora, len(every) - len(examples))


def _seed_scores(config: Config, members: Sequence[Tuned], states: States, rows: Sequence[Labelled]) -> SeedScores:
    """Return the mean and spread over single seeds of the three macro-F1 scores on `rows`; one seed has no spread."""
    scores = [macro_f1_scores(task_logits(average(config, [member]), states, rows)) for member in members]
    mean = {"mean": np.mean(scores, axis=0).round(3).tolist()}
    return mean | {"spread": np.std(scores, axis=0, ddof=1).round(3).tolist()} if len(scores) > 1 else mean


def _metadata(
    config: Config, data: Data, architecture: Architecture, calibration: Calibration, *, scores: SeedScores, cost: Cost
) -> Metadata:
    now = dt.datetime.now(dt.UTC)
    return Metadata(
        name=config.name,
        version=now.strftime("%Y.%m.%d.%H%M"),
        created=now.isoformat(timespec="seconds"),
        code_version=version(NAME),
        architecture=architecture,
        base_sha256=packaged_sha256(config.base) or local_sha256(config.base),
        inputs=config.inputs,
        calibration=calibration,
        corpora=data.corpora,
        training={
            "config": config.model_dump(mode="json"),
            "examples": len(data.train),
            "withheld": data.withheld,
            "held_out": len(data.held_out),
            "minutes": round(cost.seconds / 60, 1),
            "peak_memory_mb": cost.memory_mb,
            "hardware": f"{platform.machine()}, {torch.get_num_threads()} threads",
            "torch": torch.__version__,
            "numpy": np.__version__,
            "seed_scores": scores,
        },
    )


def _described(
    bundle: Bundle, data: Data, evaluation: Evaluation | None, sides: SideTable, progress: Progress
) -> Bundle:
    """Return the bundle with its figures, the profile that drift is measured against, and its card."""
    metadata = bundle.metadata
    if evaluation:
        device, reason = choose_device("auto")
        classifier = Classifier(bundle, TorchEngine(bundle.network, device, reason), sides)
        labelled = [row for row in data.train if not row.only_tone]
        found = evaluation.run(classifier, evaluation.units(), labelled, progress)
        metadata = metadata.model_copy(update={"figures": found.figures, "reference": found.profile})
    return dataclasses.replace(bundle, metadata=metadata, card=write_card(metadata))
