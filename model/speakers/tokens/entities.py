"""HTML entities that a text still holds: "Ukraine&#8217;s" is read as "Ukraine’s"; offsets are the raw text's."""

import re

from model.quotes.marks import plain

APOSTROPHE = r"&(?:amp;)?(?:\#0*39|\#0*8217|\#[xX]0*27|\#[xX]2019|apos|rsquo);"
ENTITY = r"&(?:amp;)?(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_LAST = re.compile(rf"{ENTITY}\Z")
_NEXT = re.compile(ENTITY)
_LONGEST = 16  # characters of an entity that is a quotation mark, however it is spelt


def mark_before(text: str, start: int, end: int, marks: str) -> int:
    """Return where the entity that ends `text[start:end]` starts if it is one of the marks, else `end`."""
    found = _LAST.search(text, max(start, end - _LONGEST), end) if text[end - 1 : end] == ";" else None
    return found.start() if found and _is_mark(found[0], marks) else end


def mark_after(text: str, start: int, end: int, marks: str) -> int:
    """Return where the entity that starts `text[start:end]` ends if it is one of the marks, else `start`."""
    found = _NEXT.match(text, start, end)
    return found.end() if found and _is_mark(found[0], marks) else start


def _is_mark(entity: str, marks: str) -> bool:
    char = plain(entity)
    return len(char) == 1 and char in marks
