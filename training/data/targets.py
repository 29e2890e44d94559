"""Sentiment towards targets in sentences of news: an auxiliary task, in the format of NewsMTSC.

Hamborg and Donnay 2021, "NewsMTSC: A Dataset for (Multi-)Target-dependent Sentiment Classification".
"""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from model.errors import RowError
from model.labels import Kind, Sentiment
from training.data.units import Unit, tone_alone
from training.jsonl import rows


class TargetSpan(BaseModel):
    """A target in a sentence, and the tone towards it: 2 negative, 4 neutral, 6 positive."""

    model_config = ConfigDict(extra="ignore")
    start: int = Field(ge=0, alias="from")
    end: int = Field(gt=0, alias="to")
    polarity: Literal[2, 4, 6]


class TargetRow(BaseModel):
    """A line of sentiment towards targets."""

    model_config = ConfigDict(extra="ignore")
    sentence_normalized: str = Field(min_length=1)
    targets: tuple[TargetSpan, ...]


POLARITIES = {2: Sentiment.NEGATIVE, 4: Sentiment.NEUTRAL, 6: Sentiment.POSITIVE}


def read_targets(path: Path) -> list[Unit]:
    """Return the targets of a file, each standing in its sentence where a quote would, their stances without meaning.

    Raises RowError, also for a span that is empty or leaves its sentence.
    """
    return [
        _target(path, number, index, row.sentence_normalized, one)
        for number, row in rows(path, TargetRow)
        for index, one in enumerate(row.targets)
    ]


def _target(path: Path, number: int, index: int, text: str, span: TargetSpan) -> Unit:
    if not span.start < span.end <= len(text):
        raise RowError(
            path, number, f"from..to must lie within 0..{len(text)} and not be empty, got {span.start}..{span.end}"
        )
    name = f"{path.stem}-{number}-{index}"
    return Unit(name, name, text, span.start, span.end, tone_alone(Kind.DIRECT, POLARITIES[span.polarity]))
