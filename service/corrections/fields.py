"""The members of corrections: what each may be, so that any database keeps it."""

import json
import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StrictStr, TypeAdapter, ValidationError

from model.corrections import with_words
from model.types import Prediction
from service.errors.words import first_in_words

_PREDICTION: TypeAdapter[Prediction] = TypeAdapter(Prediction)
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


def given(value: object) -> object:
    """Read a text of nothing but blanks as none at all, as classifying does."""
    return None if isinstance(value, str) and not value.strip() else value


def as_text(value: object) -> object:
    """Take a whole number for an id, as classifying does."""
    return given(str(value) if isinstance(value, int) and not isinstance(value, bool) else value)


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
Quoted = Annotated[_Storable, Field(min_length=1, max_length=10_000), AfterValidator(with_words)]
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
