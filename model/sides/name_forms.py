"""What the form of a given name betrays: newspapers write Mykola for a Ukrainian and Nikolai for a Russian.

This is the weakest evidence of all and the last that is asked. Forms that several sides share (Ivan, Roman, Maria) are
not in the table, `name_forms.csv`; docs/sides.md says how often the rest are right.
"""

import csv
from functools import lru_cache

from anyascii import anyascii

from model.errors import RowError
from model.labels import Side
from model.sides.transliteration import DATA, name_words

FORMS = {Side.UKRAINE: "Ukrainian", Side.RUSSIA: "Russian", Side.WEST: "Western"}
SURE = {Side.UKRAINE: 0.7, Side.RUSSIA: 0.6, Side.WEST: 0.6}


@lru_cache(maxsize=1)
def name_forms() -> dict[str, Side]:
    """Return lower-case ASCII given name -> side (columns form,side). Raises RowError."""
    path = DATA / "name_forms.csv"
    forms: dict[str, Side] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for line, row in enumerate(csv.reader(lines), start=1):
            if line == 1:
                continue
            if len(row) != 2 or row[1] not in [*SURE]:  # noqa: PLR2004 - two columns
                raise RowError(path, line, f"a line is form,side with side one of {', '.join(SURE)}; got {row!r}")
            forms[row[0]] = Side(row[1])
    return forms


def side_of_form(name: str) -> tuple[Side, str] | None:
    """Return the side that the given name speaks for, and that name; None where it speaks for none.

    A given name that stands alone counts only where it is Ukrainian by its spelling.
    """
    words = name_words(name)
    if not words or not all(word[:1].isupper() for word in words):
        return None
    side = name_forms().get(anyascii(words[0]).lower())
    if side is None or (len(words) == 1 and side is not Side.UKRAINE):
        return None
    return side, words[0]
