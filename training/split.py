"""Parting examples so that no article stands on both sides."""

import random
from collections.abc import Sequence

from training.examples import Labelled


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
