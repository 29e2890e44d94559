"""One quote that was chosen to be labelled next."""

from dataclasses import dataclass
from enum import StrEnum

SEED = 0


class Why(StrEnum):
    """Why a quote was chosen. Only the random audit may be used to estimate how often the model is right."""

    RANDOM = "random-audit"
    UNCERTAIN = "uncertain"
    DIVERSE = "diverse"


@dataclass(frozen=True, slots=True)
class Choice:
    """One chosen item by its index, and why; `score` is the margin's complement for uncertain ones, else null."""

    index: int
    why: Why
    score: float | None = None
