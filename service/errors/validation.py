"""Pydantic's findings in our words: which item, which member, which rule."""

import re
from collections.abc import Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from service.errors.problems import Failure, ItemProblem, Problem, Reason
from service.errors.words import in_words

MOST_SHOWN = 20
_JSON = re.compile(r"application/(.*\+)?json")  # what FastAPI takes for JSON


def validation_problem(error: RequestValidationError, content_type: str) -> Problem:
    """Return a 415 for another media type, a 400 for what is not JSON, else a 422 that names each bad item."""
    found = error.errors()
    if found[0]["loc"][0] == "body" and not _JSON.fullmatch(content_type.partition(";")[0].strip().lower()):
        return Problem(415, Reason.NOT_JSON, f"send Content-Type: application/json, got {content_type[:80]!r}")
    if found[0]["type"] == "json_invalid":
        reason = found[0].get("ctx", {}).get("error", "")
        return Problem(400, Reason.BAD_JSON, f"the body is not JSON: {reason} at character {found[0]['loc'][-1]}")
    errors = [_item_problem(one, one["loc"][one["loc"][0] == "body" :]) for one in found]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    detail = f"{errors[0].pointer or 'the body'}: {errors[0].detail}{more}"
    return Problem(422, Reason.INVALID, detail, errors=errors[:MOST_SHOWN])


def line_problem(error: ValidationError, number: int) -> Failure:
    """Return why one line of a stream is refused."""
    first = error.errors()[0]
    reason = Reason.BAD_JSON if first["type"] == "json_invalid" else Reason.INVALID
    found = _item_problem(first, first["loc"])
    return Failure(reason, f"line {number}: {found.pointer + ': ' if found.pointer else ''}{found.detail}")


def _item_problem(error: Any, place: Sequence[str | int]) -> ItemProblem:
    index = next((part for part in place if isinstance(part, int)), None)
    return ItemProblem(in_words(error), pointer_of(place), index)


def pointer_of(place: Sequence[str | int]) -> str:
    """Return an RFC 6901 pointer.

    >>> pointer_of(["items", 3, "a/b"])
    '/items/3/a~1b'
    """
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in place)
