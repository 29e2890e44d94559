"""Errors that a caller sees: `application/problem+json` (RFC 9457)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from http import HTTPStatus

from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"
URN = "urn:quotestance:problem:"


class Reason(StrEnum):
    """Why a request or an item has no answer; the last part of a problem's `type`."""

    BAD_JSON = "bad-json"
    INVALID = "invalid"
    TOO_LARGE = "too-large"
    NOT_JSON = "not-json"
    NO_KEY = "no-key"
    FORBIDDEN = "forbidden"
    CROSS_ORIGIN = "cross-origin"
    WRONG_HOST = "wrong-host"
    NOT_FOUND = "not-found"
    BAD_METHOD = "bad-method"
    OVERLOADED = "overloaded"
    RATE_LIMITED = "rate-limited"
    SLOW_BODY = "slow-body"
    TIMEOUT = "timeout"
    STOPPING = "stopping"
    NOT_READY = "not-ready"
    READING_FAILED = "reading-failed"
    INFERENCE_FAILED = "inference-failed"
    CONFLICT = "conflict"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no result for one item; `detail` may be shown to the caller."""

    reason: Reason
    detail: str


@dataclass(frozen=True)
class ItemProblem:
    """What is wrong with one item: its index in the request, a JSON pointer to the place, and the rule broken."""

    detail: str
    pointer: str = ""
    index: int | None = None


class Problem(Exception):  # noqa: N818 - the RFC's own word
    """A request that gets no result; raised anywhere below a route and answered in one place."""

    def __init__(
        self,
        status: int,
        reason: Reason,
        detail: str,
        *,
        errors: Sequence[ItemProblem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.reason, self.detail = status, reason, detail
        self.errors, self.headers = tuple(errors), dict(headers or {})

    def response(self, request_id: str) -> Response:
        """Return the answer to send."""
        body = {
            "type": URN + self.reason,
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "request_id": request_id,
            "errors": [asdict(error) for error in self.errors],
        }
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "backslashreplace")
        return Response(content, self.status, self.headers, MEDIA_TYPE)


def internal_problem() -> Problem:
    """Return the 500 for a fault of ours, which shows nothing of its inside."""
    return Problem(500, Reason.INTERNAL, "the service failed; quote the request id when you report it")


def stopping() -> Problem:
    """Return the 503 of a service that shuts down."""
    return Problem(503, Reason.STOPPING, "the service is shutting down; send it again", headers={"Retry-After": "5"})
