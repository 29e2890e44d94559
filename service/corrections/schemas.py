"""What goes over the wire about corrections, and how it is checked."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictStr,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from model.corrections import check_context, with_words
from model.labels import Sentiment, Stance
from model.types import Prediction
from service.words import first_in_words

_PREDICTION: TypeAdapter[Prediction] = TypeAdapter(Prediction)
LABELS = ("speaker", "stance", "stance_text", "sentiment")
MOST_NUMBER = 2**31 - 1  # PostgreSQL keeps the numbers of corrections in 32 bits
MOST_OF_LINE = 300  # characters
LEAST_CONTAINED = 3  # characters: fewer stand in nearly every correction, and what is erased does not come back


def _storable(value: object) -> object:
    """Refuse what is valid in a JSON escape and in no database: lone surrogates and NUL."""
    if isinstance(value, str):
        wrong = next((one for one in value if one == "\0" or "\ud800" <= one <= "\udfff"), None)
        if wrong is not None:
            raise ValueError(f"holds U+{ord(wrong):04X} at character {value.index(wrong)}, which cannot be stored")
    return value


def _line(value: object) -> object:
    """Take off blanks around, so that nothing but blanks is nothing."""
    return _storable(value.strip() if isinstance(value, str) else value)


def _given(value: object) -> object:
    """Read a text of nothing but blanks as none at all, as classifying does."""
    return None if isinstance(value, str) and not value.strip() else value


def _as_text(value: object) -> object:
    """Take a whole number for an id, as classifying does."""
    return _given(str(value) if isinstance(value, int) and not isinstance(value, bool) else value)


def _checked_shown(value: object) -> object:
    """Keep only what a prediction has, so that nothing unknown is stored."""
    try:
        plain: dict[str, Any] = _PREDICTION.dump_python(_PREDICTION.validate_python(value), mode="json")
    except ValidationError as error:
        raise ValueError(f"must be a result as the service gave it: {first_in_words(error)}") from error
    model: dict[str, str] = plain["model"]
    for text in (plain["id"], plain["quote"]["text"], *plain["speaker"].values(), *model.values()):
        _storable(text)
    for name, text in model.items():
        if len(text) > MOST_OF_LINE:
            raise ValueError(f"model.{name} must hold at most {MOST_OF_LINE} characters, got {len(text)}")
    try:
        json.dumps(plain, allow_nan=False)
    except ValueError as error:  # Python reads and writes NaN as JSON, databases refuse it
        raise ValueError("holds NaN or Infinity, which cannot be stored; send the numbers that were shown") from error
    return plain


def _telling(value: object) -> object:
    """Refuse characters so few that nearly everything would be erased for them."""
    if isinstance(value, str) and len(value.strip()) < LEAST_CONTAINED:
        raise ValueError(
            f"must hold at least {LEAST_CONTAINED} characters, blanks around them not counted, got {value[:40]!r}; "
            "give more of the text, or name a correction by its id"
        )
    return _storable(value)


def _written(moment: object) -> object:
    """Refuse a bare number, which would be read as seconds since 1970 where somebody meant a year."""
    if isinstance(moment, str) and re.fullmatch(r"[-+]?[0-9.]+", moment.strip()):
        raise ValueError(f"must be a date or a time, YYYY-MM-DDTHH:MM:SSZ, got {moment[:40]!r}")
    return moment


def _in_utc(moment: datetime) -> datetime:
    """Return the moment in UTC; without a zone it is taken for UTC, which is what answers are given in."""
    try:
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise ValueError(f"must be a time within the years 1 to 9999 of UTC, got {moment.isoformat()}") from error


_Storable = Annotated[StrictStr, BeforeValidator(_storable, json_schema_input_type=str)]
Words = Annotated[_Storable, Field(min_length=1, max_length=10_000)]
Quoted = Annotated[Words, AfterValidator(with_words)]
Contained = Annotated[
    StrictStr,
    BeforeValidator(_telling, json_schema_input_type=str),
    Field(min_length=LEAST_CONTAINED, max_length=10_000),
]
Context = Annotated[_Storable, Field(min_length=1, max_length=200_000)]
Line = Annotated[
    StrictStr, BeforeValidator(_line, json_schema_input_type=str), Field(min_length=1, max_length=MOST_OF_LINE)
]
Note = Annotated[_Storable, Field(min_length=1, max_length=5_000)]
Instant = Annotated[datetime, BeforeValidator(_written, json_schema_input_type=datetime), AfterValidator(_in_utc)]
Shown = Annotated[dict[str, Any], BeforeValidator(_checked_shown, json_schema_input_type=Prediction)]


class CorrectedItem(BaseModel):
    """The item as it was sent to be classified, or as it stands in the article."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Annotated[Line | None, BeforeValidator(_as_text, json_schema_input_type=Line | int | None)] = None
    text: Quoted = Field(description="The quoted words.")
    context: Annotated[Context | None, BeforeValidator(_given, json_schema_input_type=Context | None)] = Field(
        None, description="The text in which the quote stands; it must hold it."
    )
    speaker: Annotated[Line | None, BeforeValidator(_given, json_schema_input_type=Line | None)] = Field(
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
