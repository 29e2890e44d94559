"""The request that a line of the log belongs to: its id and W3C trace context."""

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:/+=-]{1,128}")
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?")


@dataclass(frozen=True, slots=True)
class Trace:
    """The names under which one request is known."""

    request_id: str
    trace_id: str
    span_id: str


current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def begin(request_id: str, traceparent: str) -> Trace:
    """Return a trace that continues the caller's (https://www.w3.org/TR/trace-context/), or a new one.

    A malformed header, or an id with characters that do not belong in a log, is replaced and not repaired.
    """
    name = request_id if _REQUEST_ID.fullmatch(request_id) else secrets.token_hex(16)
    parent = _TRACEPARENT.fullmatch(traceparent)
    # Only version 00 fixes the length; a later version may append fields.
    if parent and (not traceparent.startswith("00") or len(traceparent) == len("00--") + 2 + 32 + 16 + 1):
        return Trace(name, parent[1], secrets.token_hex(8))
    return Trace(name, secrets.token_hex(16), secrets.token_hex(8))
