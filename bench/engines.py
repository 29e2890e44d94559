"""All engines of one model side by side: speed, agreement with torch, and, given labels, macro-F1.

Run as: python -m bench.engines [--model FOLDER] [--gold LABELS --articles TEXTS ...] [--items N] [--threads N]

Only the network is timed: quotes are read and tokenised before. Rounds of the engines alternate and the best of each
counts, so that a busy machine is unfair to none.
"""

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from rich.console import Console
from rich.table import Table

from model.artifacts.bundle import Bundle
from model.artifacts.metadata import Metadata
from model.decode import Array
from model.engines import ENGINES, Engine, Logits, choose_engine
from model.inputs import Encoded, InputEncoder
from model.labels import View
from model.sides import SideTable
from training.data.examples import Labelled, label_units
from training.data.units import AUTHORED, Unit, read_authored, read_references, read_texts
from training.evaluation.metrics import macro_f1

NAMES = ENGINES[1:]
BATCH, LONE, ROUNDS = 8, 40, 3
Rows = Sequence[Encoded]


@dataclass(frozen=True)
class Bench:
    """A model's examples, encoded: a row in the context view for each, then one in the text view for each."""

    examples: Sequence[Labelled]
    inputs: InputEncoder
    metadata: Metadata
    rows: Rows

    @classmethod
    def of(cls, units: Sequence[Unit], metadata: Metadata) -> "Bench":
        inputs = InputEncoder(metadata.architecture.base, metadata.inputs)
        examples = label_units(units, SideTable.load())
        rows = [inputs.encode(one.example, view) for view in (View.CONTEXT, View.TEXT) for one in examples]
        return cls(examples, inputs, metadata, rows)

    def logits(self, engine: Engine, order: Sequence[int], size: int) -> Logits:
        """Return the logits of all rows, computed in batches of `size` in the order given."""
        stance, sentiment = np.empty((len(self.rows), 3)), np.empty((len(self.rows), 3))
        for start in range(0, len(order), size):
            part = order[start : start + size]
            found = engine.logits(self.inputs.batch([self.rows[index] for index in part]))
            stance[part], sentiment[part] = found.stance, found.sentiment
        return Logits(stance, sentiment)

    def answers(self, logits: Logits) -> tuple[Array, Array, Array]:
        """Return the calibrated probabilities of stance, of stance by the words alone, and of sentiment."""
        half, calibration = len(self.examples), self.metadata.calibration
        return (
            calibration.context.stance.probabilities(logits.stance[:half]),
            calibration.text.stance.probabilities(logits.stance[half:]),
            calibration.context.sentiment.probabilities(logits.sentiment[:half]),
        )

    @property
    def by_length(self) -> list[int]:
        return sorted(range(len(self.rows)), key=lambda index: len(self.rows[index]))

    @property
    def as_they_come(self) -> list[int]:
        return list(range(len(self.rows)))


def units_of(gold: Path | None, articles: Sequence[Path], items: int) -> list[Unit]:
    """Return labelled units: real ones where they are given, else some of the shipped corpus."""
    if gold is None:
        units = read_authored(AUTHORED[0])
        return units[:: max(1, len(units) // items)][:items]
    return read_references(gold, read_texts(articles))


def seconds(work: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Return the shortest time of each piece of work, done in turn."""
    best = dict.fromkeys(work, float("inf"))
    for _ in range(ROUNDS):
        for name, run in work.items():
            began = time.perf_counter()
            run()
            best[name] = min(best[name], time.perf_counter() - began)
    return best


def speeds(bench: Bench, engines: Mapping[str, Engine], items: int) -> dict[str, list[float]]:
    """Return items a second by length, as they come, and one at a time."""
    orders = (bench.by_length, bench.as_they_come, bench.as_they_come)
    step = max(1, len(bench.rows) // (2 * items))
    kinds = [(orders[0][::step], BATCH), (orders[1][::step], BATCH), (orders[2][:LONE], 1)]
    found: dict[str, list[float]] = {name: [] for name in engines}
    for order, size in kinds:
        best = seconds({name: partial(bench.logits, one, order, size) for name, one in engines.items()})
        for name in engines:
            found[name].append(len(order) / best[name])
    return found


def differences(one: Sequence[Array], two: Sequence[Array]) -> tuple[float, float]:
    """Return the share of labels that differ, and the largest difference of a probability."""
    first, second = np.concatenate(one), np.concatenate(two)
    return float((first.argmax(1) != second.argmax(1)).mean()), float(np.abs(first - second).max())


def quality(bench: Bench, answers: Sequence[Array]) -> list[str]:
    gold = ("stance", "stance_text", "sentiment")
    pairs = zip(gold, answers, strict=True)
    return [f"{macro_f1([getattr(o, name) for o in bench.examples], p.argmax(1)):.4f}" for name, p in pairs]


def row(bench: Bench, engine: Engine, reference: Sequence[Array], *, labelled: bool) -> list[str]:
    together = bench.answers(bench.logits(engine, bench.by_length, BATCH))
    alone = bench.answers(bench.logits(engine, bench.as_they_come, 1))
    apart = [differences(together, reference), differences(together, alone)]
    cells = [f"{share:.2%}, {most:.3f}" for share, most in apart]
    return [*cells, *(quality(bench, together) if labelled else [])]


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--articles", type=Path, action="append", default=[])
    parser.add_argument("--items", type=int, default=240)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    bundle = Bundle.load(options.model)
    engines = {name: choose_engine(name, bundle, "cpu") for name in NAMES}
    show(Bench.of(units_of(options.gold, options.articles, options.items), bundle.metadata), engines, options)


def show(bench: Bench, engines: Mapping[str, Engine], options: argparse.Namespace) -> None:
    fast = speeds(bench, engines, options.items)
    reference = bench.answers(bench.logits(engines["torch"], bench.by_length, BATCH))
    mean = np.mean([len(one) for one in bench.rows])
    table = Table(title=f"{len(bench.rows)} rows of {mean:.0f} tokens, {options.threads} threads")
    titles = ["engine", "items/s by length", "as they come", "one at a time", "against torch", "alone or in batches"]
    for title in titles + (["stance", "by words", "sentiment"] if options.gold else []):
        table.add_column(title)
    for name, engine in engines.items():
        rates = [f"{o:.0f} (x{o / t:.2f})" for o, t in zip(fast[name], fast["torch"], strict=True)]
        table.add_row(name, *rates, *row(bench, engine, reference, labelled=bool(options.gold)))
    Console(width=170).print(table)


if __name__ == "__main__":
    main()
