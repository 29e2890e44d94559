"""What a recipe is tried on: folds of the real quotes, by article or by outlet."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sklearn.model_selection import GroupKFold

from model.errors import InputError
from training.config import Config
from training.data.examples import Labelled
from training.data.split import apart_from, is_measured, split_by_group

LEAST_QUOTES = 100  # of an outlet, for a fold of its own


@dataclass(frozen=True)
class Fold:
    """A fold of the real quotes, and everything else."""

    train: list[Labelled]
    held_out: list[Labelled]
    test: list[Labelled]


def folds(rows: Sequence[Labelled], config: Config, count: int) -> Iterator[Fold]:
    """Yield the folds of the real quotes, by article; all other units are always learnt from, save for the same words.

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
    """Yield a fold for each outlet with enough real quotes, the largest first; nothing of the outlet is learnt from.

    That holds for quotes of which the tone alone is known, too. An outlet is a unit's `source` up to a hyphen. A unit
    without a source counts as of every outlet whose articles' ids begin as its own does (up to a colon or underscore),
    or else of the outlet of that name. Targets have no outlet. Raises InputError where no outlet has enough quotes.
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
    """Return, by the unit's id, the outlets that a row may come from; none where nothing tells."""
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
