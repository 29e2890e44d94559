"""Predictions as JSON: the same for the service, the command line and the library."""

import json
import re
from typing import Any

from pydantic import TypeAdapter

from model.types import Prediction

_ADAPTER = TypeAdapter(Prediction)
_SURROGATE = re.compile("[\ud800-\udfff]")


def to_dict(prediction: Prediction) -> dict[str, Any]:
    """Return plain dicts, lists, strings and numbers."""
    plain: dict[str, Any] = _ADAPTER.dump_python(prediction, mode="json")
    return plain


def to_json(prediction: Prediction) -> str:
    """Return one line of JSON, non-ASCII as it is."""
    line = json.dumps(to_dict(prediction), ensure_ascii=False)
    # A lone surrogate has no UTF-8; in JSON it can only be written as an escape.
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", line)
