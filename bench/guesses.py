"""How often a guess of the side is right, by its confidence, in cross-validation over the training articles.

Run as: python -m bench.guesses DIR [--folds 5]

DIR holds `stance_train.jsonl` and `articles_train.jsonl`, as for training.fit_sides. The weights of each fold are
fitted on the articles of the others. Two kinds of speakers are counted apart: whom the rules leave unknown, and whom
they would leave so without the table of people. Prints Markdown, as docs/sides.md has it.
"""

import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from model.labels import Side
from model.sides import SideTable
from model.sides.table import GUESSED
from model.speakers.choice.rank import Ranker
from model.types import Span
from training.fit_sides import all_cases, cases, read_gold, without_people
from training.fit_speakers import fit
from training.speaker_gold import read_rows

EDGES = (0.4, 0.5, 0.6, 0.7, 0.9, 1.01)
SEED = 0
Guess = tuple[float, bool]  # its confidence, and whether it is right
Article = tuple[str, Mapping[Span, Side]]


@dataclass(frozen=True, slots=True)
class Featured:
    features: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dir", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    args = parser.parse_args()
    gold = read_gold(args.dir)
    articles = [(row["text"], gold.get(row["article"], {})) for row in read_rows(args.dir / "articles_train.jsonl")]
    random.Random(SEED).shuffle(articles)
    known, strangers = SideTable.load(), without_people()
    guesses: dict[str, list[Guess]] = {"unknown to the rules": [], "named, without the table": []}
    for fold in range(args.folds):
        others = [article for number, article in enumerate(articles) if number % args.folds != fold]
        ranker = fit(case for text, sides in others for case in all_cases(text, sides, known, strangers))
        for kind, table in zip(guesses, (known, strangers), strict=True):
            guesses[kind] += judged(articles[fold :: args.folds], table, ranker)
    show(guesses)


def judged(articles: Sequence[Article], table: SideTable, ranker: Ranker) -> Iterator[Guess]:
    """Yield the confidence in the likeliest side of whom a table leaves unknown, and whether that side is right."""
    for case in (case for text, sides in articles for case in cases(text, sides, table, 0, 1) if any(case.right)):
        shares = ranker.probabilities([Featured(features) for features in case.features])
        best = max(range(len(shares)), key=shares.__getitem__)
        yield shares[best], case.right[best]


def show(guesses: Mapping[str, Sequence[Guess]]) -> None:
    print(f"| confidence | {' | '.join(guesses)} |\n| --- |{' --: |' * len(guesses)}")
    for low, high in pairwise(EDGES):
        bands = [[right for sure, right in found if low <= sure < high] for found in guesses.values()]
        counted = (f"{sum(band)} of {len(band)}" for band in bands)
        print(f"| {low} to {min(high, 1.0)} | {' | '.join(counted)} |")
    given = (f"{_share(found, wanted=True):.2f}, {_share(found, wanted=False):.2f}" for found in guesses.values())
    print(f"| {GUESSED} or more: right, wrong | {' | '.join(given)} |")


def _share(found: Sequence[Guess], *, wanted: bool) -> float:
    return sum(sure >= GUESSED and right is wanted for sure, right in found) / len(found)


if __name__ == "__main__":
    main()
