"""The identity of a retraining: the same data, recipe and code are never trained twice."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence

from training.config import Config
from training.data.frozen import digest
from training.data.units import AuthoredRow, Unit
from training.program import code_sha256


def judged(rows: Sequence[AuthoredRow], filled: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield rows without the labels that a model filled in: another champion's answers are nothing new."""
    return (row.model_dump_json(exclude=filled.get(row.id, set())) for row in rows)


def fingerprint(
    config: Config, rows: Iterator[str], evaluation: Sequence[Unit], files: Mapping[str, Sequence[str]]
) -> str:
    """Return the SHA-256 of the recipe, the rows as judged, the evaluation, the files' hashes by role, and the code."""
    roles = {role: sorted(hashes) for role, hashes in files.items() if hashes}
    parts = [config.model_dump_json(), sorted(rows), digest(evaluation), roles, code_sha256()]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
