"""What goes over the wire about corrections."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from model.corrections import check_context
from model.labels import Sentiment, Stance
from service.corrections.fields import (
    MOST_NUMBER,
    Contained,
    Context,
    Instant,
    Line,
    Note,
    Quoted,
    Shown,
    as_text,
    given,
)

LABELS = ("speaker", "stance", "stance_text", "sentiment")


class CorrectedItem(BaseModel):
    """The item as it was sent to be classified, or as it stands in the article."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Annotated[Line | None, BeforeValidator(as_text, json_schema_input_type=Line | int | None)] = None
    text: Quoted = Field(description="The quoted words.")
    context: Annotated[Context | None, BeforeValidator(given, json_schema_input_type=Context | None)] = Field(
        None, description="The text in which the quote stands; it must hold it."
    )
    speaker: Annotated[Line | None, BeforeValidator(given, json_schema_input_type=Line | None)] = Field(
        None, description="The speaker, where the caller had given one."
    )

    @model_validator(mode="after")
    def _stands_in_its_context(self) -> "CorrectedItem":
        check_context(self.text, self.context)
        return self


class NewCorrection(BaseModel):
    """What an annotator says of one quote; a label that is left out is not judged."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    item: CorrectedItem
    shown: Shown | None = Field(None, description="The prediction that the annotator saw, as the service gave it.")
    speaker: Line | None = None
    stance: Stance | None = None
    stance_text: Stance | None = Field(None, description="The stance of the words alone.")
    sentiment: Sentiment | None = None
    annotator: Line
    note: Note | None = None
    model: Line | None = Field(None, description="Taken from `shown` if left out, else the model that serves now.")
    model_version: Line | None = None
    settles: bool = Field(
        default=False, strict=True, description="Ends a conflict: every earlier correction of the item is superseded."
    )

    @model_validator(mode="after")
    def _says_something(self) -> "NewCorrection":
        if all(getattr(self, name) is None for name in LABELS):
            raise ValueError(f"at least one of {', '.join(LABELS)} must be given")
        if self.shown is not None and self.shown["quote"]["text"] != self.item.text:
            raise ValueError("shown.quote.text must be item.text: the prediction is of another quote")
        return self


class Correction(BaseModel):
    """One correction as it is kept; an erased one keeps only its number, its times, the model and `settles`."""

    model_config = ConfigDict(frozen=True, from_attributes=True)
    id: int
    created_at: datetime
    item: str | None = Field(description="Digest of text and context: the same for all corrections of one quote.")
    item_id: str | None
    text: str | None
    context: str | None
    speaker_given: str | None
    shown: dict[str, Any] | None
    speaker: str | None
    stance: Stance | None
    stance_text: Stance | None
    sentiment: Sentiment | None
    annotator: str | None
    note: str | None
    model: str
    model_version: str
    settles: bool
    erased_at: datetime | None
    current: bool = Field(description="False where a later correction supersedes it, or where it is erased.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which corrections to give, as query parameters; None is any."""

    current: bool | None = None
    annotator: Line | None = None
    item: Line | None = None
    stance: Stance | None = None
    sentiment: Sentiment | None = None
    model_version: Line | None = None
    since: Instant | None = None
    until: Instant | None = None


class CorrectionPage(BaseModel):
    corrections: list[Correction]
    next: int | None = Field(description="Give it as `after` to read on; null at the end.")


class Conflict(BaseModel):
    """Annotators whose current corrections of one quote differ in `labels`."""

    item: str
    text: str
    labels: list[str]
    corrections: list[Correction]


class ConflictList(BaseModel):
    conflicts: list[Conflict]


class ErasureRequest(BaseModel):
    """Whose or what is to be erased: exactly one of id, annotator, containing."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: int | None = Field(
        None, strict=True, ge=1, le=MOST_NUMBER, description="Every correction of the same quote as this one."
    )
    annotator: Line | None = Field(None, description="Every correction by this annotator.")
    containing: Contained | None = Field(None, description="Every correction that holds these characters anywhere.")
    reason: Note
    requested_by: Line
    dry_run: bool = Field(default=False, strict=True, description="Only say how many would be erased; erase nothing.")

    @model_validator(mode="after")
    def _one_target(self) -> "ErasureRequest":
        given = [name for name in ("id", "annotator", "containing") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"exactly one of id, annotator, containing must be given, got {given or 'none'}")
        return self


class Erasure(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)
    correction_id: int
    erased_at: datetime
    erased_by: str
    reason: str


class ErasureList(BaseModel):
    erasures: list[Erasure]


class Erased(ErasureList):
    """What an erasure came to, or would come to; of a dry run there are no records."""

    count: int = Field(description="How many corrections were erased, or would be.")
    dry_run: bool
