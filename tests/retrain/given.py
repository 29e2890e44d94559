"""What the tests of retraining are given."""

import json
from collections.abc import Sequence
from pathlib import Path

from tests.tiny_world import KNOWN, TAUGHT
from training.imports.judgement import Row
from training.retrain.types import Inputs

BOTH = {label: KNOWN[label] + TAUGHT[label] for label in KNOWN}


GOOD = {"text": "We see the orcs here,", "stance": "pro-kyiv", "stance_text": "pro-kyiv", "sentiment": "negative"}


def no_model(rows: Sequence[Row]) -> list[dict[str, str]]:
    raise AssertionError(f"every label is given, yet a model was asked for {len(rows)}")


def with_labels(inputs: Inputs, folder: Path, *made: object) -> Inputs:
    file = folder / "labels.jsonl"
    file.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in made), "utf-8")
    return Inputs(inputs.config, inputs.corpus, (file,), inputs.evaluation)
