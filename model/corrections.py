"""What the service that takes corrections and the training that reads them must do alike."""

import reprlib

from model.language.english import has_words
from model.wording import uniform

_GUARD = "'"
_GUARDED = ("=", "+", "-", "@", _GUARD)  # a spreadsheet would run a cell that begins so, or drop the guard itself


def with_words(text: str) -> str:
    """Return a quote as it is; raises ValueError where nothing is said in it."""
    if not has_words(text):
        raise ValueError("holds no letter and no digit; give the quoted words")
    return text


def check_context(text: str, context: str | None) -> None:
    """Raise ValueError where the context does not hold the quote; other marks or blanks are no other words."""
    if not context or not context.strip() or text in context or uniform(text) in uniform(context):
        return
    raise ValueError(
        f"the quote must stand verbatim in its context, got {reprlib.repr(text)}; "
        "copy it from there, or leave the context empty"
    )


def guarded(cell: str) -> str:
    """Return a cell as a spreadsheet may be given it: an apostrophe keeps it from being run as a formula."""
    return _GUARD + cell if cell.startswith(_GUARDED) else cell


def unguarded(cell: str) -> str:
    """Return what was guarded."""
    return cell[1:] if cell.startswith(_GUARD) and cell[1:].startswith(_GUARDED) else cell
