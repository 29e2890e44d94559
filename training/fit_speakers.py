"""Fit the weights by which the source of a quotation is chosen, and write them as JSON.

Run as: python -m training.fit_speakers GOLD_DIR [--out model/data/cues/weights.json]
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from model.quotes import scan
from model.speakers.candidates import Answer, Candidate, Reading
from model.speakers.page import outermost, read_page
from model.speakers.rank import Ranker
from model.types import Quotation, Span

ROUNDS = 3
RARE = 3


@dataclass(frozen=True, slots=True)
class Case:
    """One quotation with its candidates; `right` are the positions that agree with the gold."""

    candidates: list[Candidate]
    right: list[int]


def read_rows(path: Path) -> list[dict[str, object]]:
    """Read a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def main():
    pass
