"""One quote to label, as callers send it to the service and as a line of a file holds it for `classify`."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictStr

from model.errors import InputError
from model.types import Utterance

BOUNDS = {"text": 10_000, "context": 50_000, "speaker": 10_000}  # characters, unless a service is set to others
_SURROGATE = re.compile("[\ud800-\udfff]")


def valid_unicode(value: object) -> object:
    """Return a value as it is; raises ValueError for lone surrogates, which JSON can escape and no file can hold."""
    if isinstance(value, str) and (lone := _SURROGATE.search(value)):
        raise ValueError(
            f"holds a lone surrogate (U+{ord(lone[0]):04X}) at character {lone.start()}, not valid Unicode"
        )
    return value


def _text_or_number(value: object) -> object:
    """Refuse all else here, before pydantic tries one type after the other and tells of each by a name of its own."""
    if value is None or (isinstance(value, str | int) and not isinstance(value, bool)):
        return valid_unicode(value)
    raise ValueError("must be a text or a whole number")


Text = Annotated[StrictStr, BeforeValidator(valid_unicode, json_schema_input_type=str)]
Identity = Annotated[str | int | None, BeforeValidator(_text_or_number)]


class Given(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(Given):
    """One quote to label."""

    id: Identity = Field(default=None, description="Comes back with the result.")
    text: Text = Field(description="The quoted words.", examples=["The occupiers are clearly in a panic,"])
    context: Text | None = Field(default=None, description="The text in which the quote stands, the quote included.")
    speaker: Text | None = Field(default=None, description="Who said it; found in the context if left out.")

    def utterance(self) -> Utterance:
        return Utterance(self.text, self.speaker, self.context, None if self.id is None else str(self.id))


def too_long(item: Given, bounds: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yield each member of an item that has more characters than its bound, and what to say of it."""
    for member, most in bounds.items():
        length = len(getattr(item, member) or "")
        if length > most:
            yield member, f"{member} has {length} characters, at most {most} are allowed"


def check_lengths(item: Item) -> None:
    """Raise InputError where a text of an item is longer than BOUNDS: the time of a speaker grows with its square."""
    for _, problem in too_long(item, BOUNDS):
        raise InputError(f"{problem}; shorten it")
