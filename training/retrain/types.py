"""What a retraining is given, and what comes of it."""

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from model.errors import InputError, QuotestanceError
from training.compare.comparison import Comparison
from training.compare.gates import Gates, Verdict


@dataclass(frozen=True)
class Inputs:
    """What the user names."""

    config: Path
    corpus: tuple[Path, ...]
    corrections: tuple[Path, ...]  # exports of corrections, and any other labels
    evaluation: tuple[Path, ...]
    evaluation_articles: tuple[Path, ...] = ()
    real: tuple[Path, ...] = ()
    articles: tuple[Path, ...] = ()
    targets: tuple[Path, ...] = ()  # sentiment towards a target, an auxiliary task
    tones: tuple[Path, ...] = ()  # references that judge the tone alone

    @property
    def news(self) -> dict[str, tuple[Path, ...]]:
        """Return the files that training reads as they are, by what they are read as."""
        return {"real": self.real, "articles": self.articles, "targets": self.targets, "tones": self.tones}

    @property
    def files(self) -> list[Path]:
        learnt = [*self.corpus, *self.corrections, *(file for files in self.news.values() for file in files)]
        return [self.config, *learnt, *self.evaluation, *self.evaluation_articles]


class Status(IntEnum):
    """The exit codes of `quotestance retrain`; 2 is for anything the user got wrong."""

    DONE = 0  # a new model is registered (and champion, where --promote was given), or there was nothing new
    BAD_ROWS = 3  # and --keep-good was not given; nothing was trained
    NOT_BETTER = 4  # the new model is registered as challenger, and does not pass the gates
    BUSY = 75  # another run holds the lock; try again later


class BusyError(QuotestanceError):
    """Another retraining holds the lock."""


class BadRowsError(InputError):
    """Some rows are bad and the user did not say to keep the others."""


@dataclass(frozen=True)
class Options:
    """How to run, beside what to run on."""

    registry: Path
    gates: Gates
    keep_good: bool = False
    promote: bool = False
    device: str = "auto"


@dataclass(frozen=True)
class Outcome:
    """What came of it; `comparison` and `verdict` are None where there was no champion to compare with."""

    version: str
    promoted: bool
    comparison: Comparison | None = None
    verdict: Verdict | None = None

    @property
    def status(self) -> Status:
        return Status.NOT_BETTER if self.verdict is not None and not self.verdict.passed else Status.DONE
