"""A row as it was found, and what rows are asked for."""

from dataclasses import dataclass
from typing import Any

Fields = dict[str, Any]
WORDS = ("text", "quote")  # either name holds the quoted words
JUDGED = ("stance", "stance_text", "sentiment")


@dataclass(frozen=True, slots=True)
class Raw:
    """One row as it was found, or why none could be read; `line` counts from 1."""

    line: int
    fields: Fields
    problem: str = ""
