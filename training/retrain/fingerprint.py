"""By what a retraining is known: the same data, recipe and code are never trained twice."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence

from training.config import Config
from training.frozen import digest
from training.imports.check import Fill
from training.imports.judgement import Row
from training.imports.raw import JUDGED
from training.program import code
from training.units import AuthoredRow, Unit


class Noted:
    """A model that answers for labels nobody judged, and what it was asked: labels by the ids of rows."""

    def __init__(self, fill: Fill) -> None:
        self._fill = fill
        self.asked: dict[str, set[str]] = {}

    def __call__(self, rows: Sequence[Row]) -> list[dict[str, str]]:
        for row in rows:
            told = {name for name in JUDGED if getattr(row, name) or getattr(row, f"shown_{name}")}
            self.asked[row.id] = set(JUDGED) - told
        return self._fill(rows)


def judged(rows: Sequence[AuthoredRow], asked: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield rows without the labels that a model was asked for: another champion's answers are nothing new."""
    return (row.model_dump_json(exclude=asked.get(row.id, set())) for row in rows)


def fingerprint(
    config: Config, rows: Iterator[str], evaluation: Sequence[Unit], files: Mapping[str, Sequence[str]]
) -> str:
    """Return the SHA-256 of the recipe, the rows as judged, the evaluation, the files' hashes by role, and the code."""
    roles = {role: sorted(hashes) for role, hashes in files.items() if hashes}
    parts = [config.model_dump_json(), sorted(rows), digest(evaluation), roles, code()]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
