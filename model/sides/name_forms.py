"""What the form of a given name betrays: newspapers write Mykola for a Ukrainian.

This is the weakest evidence of all and the last that is asked. Forms that several sides share (Ivan, Roman, Maria) are
not in the table, `name_forms.csv`; docs/sides.md says how often the rest are right.
"""

from functools import lru_cache

from anyascii import anyascii

from model.labels import Side
from model.sides.rows import pairs
from model.sides.transliteration import DATA, name_words

FORMS = {Side.UKRAINE: "Ukrainian", Side.WEST: "Western"}
SURE = {Side.UKRAINE: 0.7, Side.WEST: 0.6}


@lru_cache(maxsize=1)
def name_forms() -> dict[str, Side]:
    """Return lower-case ASCII given name -> side (columns form,side). Raises RowError."""
    return {form: Side(side) for form, side in pairs(DATA / "name_forms.csv", [*SURE])}


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
