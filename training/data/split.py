"""Splitting examples so that no article and no quote is on both sides."""

import random
from collections.abc import Sequence

from training.data.examples import Labelled
from training.data.leakage import EvaluationSet

LEAST_REAL = 200  # with fewer real quotes, none is held out to choose epochs and to calibrate on


def hold_out(rows: Sequence[Labelled], share: float, seed: int) -> list[Labelled]:
    """Return what is not learnt from: real quotes where there are enough of them, authored ones otherwise."""
    real = [row for row in rows if is_measured(row)]
    authored = [row for row in rows if not row.unit.real and not row.only_tone]
    return split_by_group(real if len(real) >= LEAST_REAL or not authored else authored, share, seed)


def is_measured(row: Labelled) -> bool:
    """Whether this is what a model is measured on: a real quote with all its labels."""
    return row.unit.real and not row.only_tone


def split_by_group(rows: Sequence[Labelled], share: float, seed: int) -> list[Labelled]:
    """Return about `share` of the rows, whole groups (articles), chosen by the seed and not by the rows' order."""
    groups = sorted({row.unit.group for row in rows})
    random.Random(seed).shuffle(groups)  # noqa: S311
    sizes = dict.fromkeys(groups, 0)
    for row in rows:
        sizes[row.unit.group] += 1
    chosen: set[str] = set()
    count = 0
    for group in groups:
        if count >= share * len(rows):
            break
        chosen.add(group)
        count += sizes[group]
    return [row for row in rows if row.unit.group in chosen]


def apart_from(held: Sequence[Labelled], rows: Sequence[Labelled]) -> list[Labelled]:
    """Return the rows that share neither a group nor words with what is held: an agency's quote is in many articles."""
    groups, words = {row.unit.group for row in held}, EvaluationSet([row.unit for row in held])
    return [row for row in rows if row.unit.group not in groups and not words.holds(row.unit)]
