"""JSON as users send it: a key that stands twice in one object is refused; most readers let the last one win."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from model.errors import InputError

SHOWN = 40  # characters of a key


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        [(name, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise InputError(f"the key {name[:SHOWN]!r} is given more than once in one object")
    return found


DECODER = json.JSONDecoder(object_pairs_hook=_once)  # kept, since making one costs as much as reading a short text


def read_unique(text: str) -> Any:
    """Return what a text of JSON says; raises ValueError where it is none, InputError for a doubled key."""
    return DECODER.decode(text)
