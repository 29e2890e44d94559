"""Logs as one JSON object a line, with the request that a line belongs to and never the words of a quote."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

from service.observability.tracing import current

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}
_to_json = json.JSONEncoder(default=str).encode


class JsonFormatter(logging.Formatter):
    """Everything given as `extra` becomes a member of the object."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if trace := current.get():
            entry |= {"request_id": trace.request_id, "trace_id": trace.trace_id, "span_id": trace.span_id}
        entry |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info and record.exc_info[1]:
            entry["exception"] = _without_message(record.exc_info[1])
        return _to_json(entry)


def _without_message(error: BaseException) -> str:
    """Return the type and the places: an exception's message may hold the text that it is about."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{type(error).__qualname__}\n{frames}"


def configure(level: str) -> None:
    """Send all logs of the process to standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.getLogger("httpx").setLevel("WARNING")
