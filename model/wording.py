"""What the network never sees: which quotation marks an outlet prints, and which of several spellings a name has.

Neither says whose case a sentence advances, so they are made alike before a text is tokenised, in training and in use.
The common forms are for the network alone; a quote is always shown as it was written.
"""

import csv
import re
from functools import lru_cache
from pathlib import Path

from model.errors import RowError
from model.quotes.marks import STRAIGHT, plain

SPELLINGS = Path(__file__).parent / "data" / "spellings.csv"
_SIGNS = str.maketrans(STRAIGHT | dict.fromkeys("–—―", "-"))
_DOUBLED = re.compile("''")  # TeX's and typewriters' marks
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_PARTED = re.compile("[-\u2010]?\u00ad+")  # in a word that is cut at a line's end
_DASHES = re.compile("-{2,}")
_NAME = re.compile(r"[A-Z][a-z]{3,}")


@lru_cache(maxsize=1)
def spellings() -> dict[str, str]:
    """Return form -> common form of every row of the table, whose first column is the common form.

    Raises RowError where a form stands twice, or a row has no second one.
    """
    forms: dict[str, str] = {}
    with SPELLINGS.open(encoding="utf-8", newline="") as lines:
        for line, (common, *others) in enumerate(csv.reader(lines), start=1):
            if not others or not forms.keys().isdisjoint(others):
                raise RowError(SPELLINGS, line, f"a line is a common form and new other ones, got {others!r}")
            forms |= dict.fromkeys(others, common)
    return forms


def uniform(text: str) -> str:
    """Return the text with plain quotation marks, dashes and blanks, no tags, and with one spelling for each name."""
    signs = _DOUBLED.sub('"', _TAG.sub(" ", _PARTED.sub("", plain(text))).translate(_SIGNS))
    return _NAME.sub(_common, " ".join(_DASHES.sub("-", signs).split()))


def _common(found: re.Match[str]) -> str:
    return spellings().get(found[0], found[0])
