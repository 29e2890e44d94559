"""What pydantic finds wrong, in plain words: the rule, and what was received."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

RECEIVED = 40  # characters shown of what was received
_WORDS = {
    "extra_forbidden": "is not a known field",
    "missing": "is missing",
    "string_type": "must be a text",
    "string_unicode": "is not valid Unicode",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "dict_type": "must be an object",
    "list_type": "must be a list",
}
_LENGTHS = {
    "too_short": "must have at least {min_length}",
    "too_long": "must have at most {max_length}",
    "string_too_short": "must have at least {min_length}",
    "string_too_long": "must have at most {max_length}",
}
# The same with what was received behind it; names in braces are pydantic's own for the bounds of a rule.
_RULES = {
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a whole number of fewer digits",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "greater_than": "must be above {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be below {lt}",
    "less_than_equal": "must be at most {le}",
    "string_pattern_mismatch": "must match {pattern}",
    "enum": "must be {expected}",
    "literal_error": "must be {expected}",
    "datetime_type": "must be a date or a time, YYYY-MM-DDTHH:MM:SSZ",
    "datetime_parsing": "must be a date or a time, YYYY-MM-DDTHH:MM:SSZ",
    "datetime_from_date_parsing": "must be a date or a time, YYYY-MM-DDTHH:MM:SSZ",
    "datetime_object_invalid": "must be a date or a time, YYYY-MM-DDTHH:MM:SSZ",
}


def in_words(error: Mapping[str, Any]) -> str:
    """Return in plain words what one of pydantic's findings says, without its place.

    >>> in_words({"type": "greater_than_equal", "ctx": {"ge": 1}, "input": "0", "msg": ""})
    "must be at least 1, got '0'"
    """
    kind, value, message = error["type"], error["input"], str(error["msg"])
    if kind in _WORDS:
        return _WORDS[kind]
    if kind == "value_error":  # words of our own, which say what was received where that helps
        return message.removeprefix("Value error, ")
    if kind in _LENGTHS:
        rule = _LENGTHS[kind].format_map(error["ctx"])
        unit = "character" if isinstance(value, str) else "item"
        short = kind.endswith("short") and isinstance(value, str)  # for which blanks around it may not count
        return f"{rule} {unit}{'' if rule.endswith(' 1') else 's'}, got {len(value.strip() if short else value)}"
    received = f", got {value!r:.{RECEIVED}}" if isinstance(value, str | int | float) else ""
    rule = _RULES[kind].format_map(error.get("ctx", {})) if kind in _RULES else message
    return rule + received


def first_in_words(error: ValidationError) -> str:
    """Return the place of what pydantic found wrong first, and what is wrong there."""
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place + ': ' if place else ''}{in_words(first)}"
