"""What goes over the wire. Predictions are the model's own dataclasses, with a `status` beside."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict, WithJsonSchema
from pydantic.config import JsonDict

from model.checks import checked_threshold, day_of
from model.errors import InputError
from model.items import Given, Identity, Item, Text
from model.labels import View
from model.types import Prediction, Quote, Speaker


def _day(value: object) -> object:
    return value if value is None or type(value) is dt.date else day_of(value)


Day = Annotated[dt.date | None, BeforeValidator(_day)]


class Article(Given):
    """One news text in which quotes are to be found and labelled."""

    id: Identity = Field(default=None, description="Comes back with the result.")
    text: Text = Field(description="Headline and paragraphs as plain text.")
    date: Day = Field(default=None, description="Its day, YYYY-MM-DD; without it today's sides count.")


THRESHOLD = "The least probability at which a stance is vouched for; the model's own if left out."


def _probability(value: float) -> float:
    try:
        checked_threshold(value)
    except InputError as error:  # which pydantic would not take for a mistake in what was sent
        raise ValueError(str(error)) from error
    return value


Probability = Annotated[
    float, AfterValidator(_probability), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1})
]


class _Labelling(Given):
    view: View = View.CONTEXT
    threshold: Annotated[Probability, Strict()] | None = Field(default=None, description=THRESHOLD)


_TEXT = "“The buses leave at noon,” said Olena Koval, who runs the depot."


def _tried(example: JsonDict) -> ConfigDict:
    """Give the body that the interactive documentation offers to send; made up, it would ask for a threshold of 1."""
    return ConfigDict(json_schema_extra={"examples": [example]})


class ClassifyRequest(_Labelling):
    model_config = _tried({"items": [{"text": "The buses leave at noon,", "context": _TEXT}]})

    items: list[Item] = Field(min_length=1)


class ArticlesRequest(_Labelling):
    model_config = _tried({"articles": [{"text": _TEXT}]})

    articles: list[Article] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """Why one item has no answer."""

    type: str
    detail: str


@dataclass(frozen=True, slots=True)
class Labelled(Prediction):
    """A prediction."""

    status: Literal["ok"] = "ok"


@dataclass(frozen=True, slots=True)
class Failed:
    """An item that has no prediction; its batch-mates have theirs."""

    id: str | None
    error: ErrorBody
    quote: Quote | None = None
    speaker: Speaker | None = None
    status: Literal["error"] = "error"


Result = Annotated[Labelled | Failed, Field(discriminator="status")]


@dataclass(frozen=True, slots=True)
class ArticleResult:
    """One article: its quoted sentences in order, or why there are none."""

    id: str | None
    quotes: list[Result]
    status: Literal["ok", "error"] = "ok"
    error: ErrorBody | None = None


class ClassifyResponse(BaseModel):
    results: list[Result] = Field(description="One for each item, in their order.")


class ArticlesResponse(BaseModel):
    results: list[ArticleResult] = Field(description="One for each article, in their order.")


class ItemProblemBody(BaseModel):
    index: int | None = Field(description="The item's index in the request.")
    pointer: str = Field(description="A JSON pointer to the place.")
    detail: str


class ProblemBody(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[ItemProblemBody]
