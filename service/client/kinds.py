"""What clients send and get: quotes or articles, as their callers give them. Nothing here does I/O."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar

import httpx
from pydantic import ValidationError

from model.checks import checked_threshold
from model.errors import InputError
from model.items import Item
from model.labels import View
from model.types import Utterance
from service import paths
from service.client import wire
from service.errors.words import first_in_words
from service.schemas import (
    Article,
    ArticleResult,
    ArticlesResponse,
    ClassifyResponse,
    ErrorBody,
    Failed,
    Labelled,
)

Plain = dict[str, Any]
Result = TypeVar("Result")


@dataclass(frozen=True)
class Kind(Generic[Result]):
    """How one kind of item is sent and read; `most` go into one request, `window` into one of a stream."""

    path: str
    member: str
    most: int
    window: int
    plain: Callable[[object, int], Plain]
    read: Callable[[httpx.Response], list[Result]]
    failed: Callable[[str | None, ErrorBody], Result]

    def all(self, given: Iterable[object]) -> list[Plain]:
        """Return all of a list as it is sent; raises InputError where it is none or empty, or for what is no item."""
        check_list(given)
        found = self.plains(list(given), 0)
        if not found:
            raise InputError(f"there is nothing to send: the list of {self.member} is empty")
        return found

    def plains(self, given: Sequence[object], first: int) -> list[Plain]:
        """Return a part of a list as it is sent; `first` is the place of its first item, counted from 0."""
        return [self.plain(one, number) for number, one in enumerate(given, first)]


def options(view: View | str, threshold: float | None) -> Plain:
    """Return what a request says of all its items; raises InputError for a threshold that is no probability."""
    return {"view": str(view)} | ({} if threshold is None else {"threshold": _probability(threshold)})


def _probability(given: object) -> float | None:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise InputError(f"threshold must be a number within 0..1, got {type(given).__name__}")
    return checked_threshold(given)


def check_list(given: object) -> None:
    """Raise InputError for one text where several are wanted: each of its letters would be taken for one."""
    if isinstance(given, str | bytes | Mapping | Utterance | Article) or not hasattr(given, "__iter__"):
        got = "a string" if isinstance(given, str) else type(given).__name__
        raise InputError(f"give a list of texts, got {got}; put it in brackets: [text]")


def _item(given: object, number: int) -> Plain:
    if isinstance(given, str):
        return asdict(Utterance(given))
    if isinstance(given, Utterance):
        return asdict(given)
    return _shaped(given, Item, f"item {number}", "a text, an Utterance or a dict with `text`")


def _article(given: object, number: int) -> Plain:
    if isinstance(given, str):
        return {"id": str(number), "text": given}
    wanted = "a text, an Article or a dict with `text`"
    return {"id": str(number)} | _shaped(given, Article, f"article {number}", wanted)


def _shaped(given: object, kind: type[Item] | type[Article], name: str, wanted: str) -> Plain:
    if isinstance(given, Mapping):
        try:
            given = kind.model_validate(dict(given))
        except ValidationError as error:
            raise InputError(f"{name}: {first_in_words(error)}") from error
    if not isinstance(given, kind):
        raise InputError(f"{name} must be {wanted}, got {type(given).__name__}")
    return given.model_dump(mode="json", exclude_none=True)


def _failed_article(name: str | None, error: ErrorBody) -> ArticleResult:
    return ArticleResult(name, [], "error", error)


# The bounds are the service's own by default; where it takes less, what is refused is sent again in halves.
QUOTES: Kind[Labelled | Failed] = Kind(
    path=paths.CLASSIFY,
    member="items",
    most=256,
    window=64,
    plain=_item,
    read=lambda answer: wire.validated(answer, ClassifyResponse).results,
    failed=Failed,
)
ARTICLES: Kind[ArticleResult] = Kind(
    path=paths.ARTICLES,
    member="articles",
    most=32,
    window=4,
    plain=_article,
    read=lambda answer: wire.validated(answer, ArticlesResponse).results,
    failed=_failed_article,
)
