"""Check the corpus: agreement of its two blind readers, and authored texts that are nearly the same.

Run as: python -m training.check_corpus
"""

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import krippendorff
from datasketch import MinHash, MinHashLSH

from training.data.units import AUTHORED, CORPUS, Unit, read_authored

READINGS = {  # file -> what was read in it
    CORPUS / "readings.jsonl": ("kind", "side", "stance", "stance_text", "sentiment"),
    CORPUS / "tone_readings.jsonl": ("sentiment",),
}
PERMUTATIONS = 128
SHINGLE = 3  # words
FEWEST_WORDS = 4  # shorter fragments may well be the same
LIKE = 0.6  # estimated Jaccard similarity of shingles above which two texts are nearly the same


def agreement(path: Path, fields: Sequence[str]) -> dict[str, tuple[int, float]]:
    """Return for each field how many units two readers labelled, and Krippendorff's alpha (nominal) of their labels."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return {field: _alpha([(row["first"].get(field), row["second"][field]) for row in rows]) for field in fields}


def _alpha(pairs: Sequence[tuple[str | None, str]]) -> tuple[int, float]:
    both = [(first, second) for first, second in pairs if first is not None]
    values = sorted({label for pair in both for label in pair})
    numbers = [[values.index(pair[reader]) for pair in both] for reader in (0, 1)]
    return len(both), float(krippendorff.alpha(reliability_data=numbers, level_of_measurement="nominal"))


def near_duplicates(units: Sequence[Unit], text: Callable[[Unit], str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of ids of different groups whose texts share most of their three-word shingles (Broder 1997)."""
    index = MinHashLSH(threshold=LIKE, num_perm=PERMUTATIONS)
    groups = {unit.id: unit.group for unit in units}
    for unit in units:
        words = re.findall(r"\w+", text(unit).lower())
        if len(words) < FEWEST_WORDS:
            continue
        signature = _signature(words)
        yield from ((other, unit.id) for other in index.query(signature) if groups[other] != unit.group)
        index.insert(unit.id, signature)


def _signature(words: Sequence[str]) -> MinHash:
    signature = MinHash(PERMUTATIONS)
    for start in range(len(words) - SHINGLE + 1):
        signature.update(" ".join(words[start : start + SHINGLE]).encode())
    return signature


def main() -> int:
    """Print the figures; return 1 where there are near-duplicates."""
    for path, fields in READINGS.items():
        for field, (count, alpha) in agreement(path, fields).items():
            print(f"{path.stem:13} {field:11} {count} units, Krippendorff's alpha {alpha:.3f}")  # noqa: T201
    units = [unit for path in AUTHORED for unit in read_authored(path)]
    found = [*near_duplicates(units, lambda unit: unit.quote), *near_duplicates(units, lambda unit: unit.text)]
    for first, second in found:
        print(f"nearly the same: {first} and {second}")  # noqa: T201
    print(f"{len(units)} units, {len(found)} near-duplicates")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
