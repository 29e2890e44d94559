"""Both clients' shared part: what is sent, how answers are read, when to try again. Nothing here does I/O."""

import json
import random
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import httpx
from pydantic import ValidationError

from model.errors import InputError, QuotestanceError
from model.labels import View
from model.types import Utterance
from service.schemas import (
    Article,
    ArticleResult,
    ArticlesResponse,
    ClassifyResponse,
    Failed,
    Labelled,
    ProblemBody,
)

RETRIED = frozenset({429, 502, 503})
WINDOW = 64  # items in one request of a stream


class ServiceError(QuotestanceError):
    """The service refused a request, or could not be reached."""

    def __init__(self, message: str, problem: ProblemBody | None = None) -> None:
        super().__init__(message)
        self.problem = problem


@dataclass(frozen=True)
class Retries:
    """How often to try, and how long to wait: exponential with jitter, or what the service asked for if longer."""

    attempts: int = 5
    first: float = 0.25
    longest: float = 30.0

    def judge(self, attempt: int, outcome: httpx.Response | httpx.TransportError) -> float | None:
        """Return None for a success, or the seconds after which to try again; raises ServiceError else.

        `attempt` is counted from 0. Labelling changes nothing, so that a lost answer can be asked for again.
        """
        if isinstance(outcome, httpx.Response) and outcome.is_success:
            return None
        if attempt + 1 >= self.attempts or not _passing(outcome):
            raise refusal(outcome)
        asked = outcome.headers.get("retry-after", "") if isinstance(outcome, httpx.Response) else ""
        backed_off = self.first * 2.0**attempt * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret
        return min(self.longest, max(backed_off, float(asked) if asked.isdecimal() else 0.0))


def _passing(outcome: httpx.Response | httpx.TransportError) -> bool:
    if isinstance(outcome, httpx.Response):
        return outcome.status_code in RETRIED
    return not isinstance(outcome, httpx.TimeoutException)


def headers(key: str | None, timeout: float) -> dict[str, str]:
    own = {"X-Request-Timeout": f"{timeout:g}", "Content-Type": "application/json"}
    return own | ({"Authorization": f"Bearer {key}"} if key else {})


def content(body: dict[str, Any] | None) -> bytes | None:
    """Return the JSON of a body; a lone surrogate goes as its escape, so that the service names the item it is in."""
    return None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "backslashreplace")


def check_list(given: object) -> None:
    """Raise InputError for one text where several are wanted: each of its letters would be taken for one."""
    if isinstance(given, str | bytes | Utterance | Article):
        got = "a string" if isinstance(given, str) else type(given).__name__
        raise InputError(f"give a list of texts, got {got}; put it in brackets: [text]")


def items_body(items: Iterable[Utterance | str], view: View | str, threshold: float | None = None) -> dict[str, Any]:
    """Return the body of /v1/classify; raises InputError where there is nothing to send, or no list."""
    check_list(items)
    utterances = [Utterance(item) if isinstance(item, str) else item for item in items]
    if not utterances:
        raise InputError("there is nothing to classify: the list of items is empty")
    return {"items": [asdict(utterance) for utterance in utterances]} | _labelling(view, threshold)


def articles_body(
    articles: Iterable[Article | str], view: View | str, threshold: float | None = None
) -> dict[str, Any]:
    """Return the body of /v1/articles; articles without an id are numbered from "0".

    Raises InputError where there is nothing to send, or no list.
    """
    check_list(articles)
    given = [
        {"text": one} if isinstance(one, str) else one.model_dump(mode="json", exclude_none=True) for one in articles
    ]
    if not given:
        raise InputError("there is nothing to read: the list of articles is empty")
    sent = [{"id": str(number)} | one for number, one in enumerate(given)]
    return {"articles": sent} | _labelling(view, threshold)


def _labelling(view: View | str, threshold: float | None) -> dict[str, Any]:
    return {"view": str(view)} | ({} if threshold is None else {"threshold": threshold})


def read_items(response: httpx.Response) -> list[Labelled | Failed]:
    return _validated(response, ClassifyResponse).results


def read_articles(response: httpx.Response) -> list[ArticleResult]:
    return _validated(response, ArticlesResponse).results


Body = TypeVar("Body", ClassifyResponse, ArticlesResponse)


def _validated(response: httpx.Response, kind: type[Body]) -> Body:
    try:
        return kind.model_validate_json(response.content)
    except ValidationError as error:
        raise ServiceError(f"{response.url} answered with something else than results; is it this service?") from error


def refusal(response: httpx.Response | httpx.TransportError) -> ServiceError:
    """Return the error for an answer that is not a success, or for none."""
    if isinstance(response, httpx.TransportError):
        return ServiceError(f"no answer from the service: {response or type(response).__name__}")
    try:
        problem = ProblemBody.model_validate_json(response.content)
    except ValidationError:
        return ServiceError(f"{response.url} answered {response.status_code} {response.reason_phrase}")
    return ServiceError(f"{problem.status}: {problem.detail} (request {problem.request_id})", problem)
