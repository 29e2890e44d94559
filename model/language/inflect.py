"""Regular English inflection, for the words of the data files and for messages."""

from collections.abc import Iterator, Sequence

_SIBILANTS = ("s", "x", "z", "ch", "sh")


def noun_forms(word: str) -> tuple[str, str]:
    """Return (singular, plural) of `word`, which may give its plural after a slash: "child/children"."""
    single, _, plural = word.partition("/")
    if not plural and single.endswith("man"):
        return single, single[:-2] + "en"
    return single, plural or _plural(single)


def _plural(word: str) -> str:
    if word.endswith(_SIBILANTS):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def counted(number: int, noun: str) -> str:
    """Return how many of something there are.

    >>> counted(1, "bad row"), counted(2, "bad row")
    ('1 bad row', '2 bad rows')
    """
    single, plural = noun_forms(noun)
    return f"{number} {single if number == 1 else plural}"


def verb_forms(base: str, given: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield (form, kind) with kind `base`, `s`, `past` or `ing`; `given` forms replace the regular past, or `ing`."""
    yield base, "base"
    yield _plural(base), "s"
    ing = [g for g in given if g.endswith("ing")]
    past = [g for g in given if not g.endswith("ing")]
    for form in past or [_past(base)]:
        yield form, "past"
    yield (ing[0] if ing else _ing(base)), "ing"


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return base + "ed"


def _ing(base: str) -> str:
    keeps_e = base.endswith(("ee", "ye", "oe")) or not base.endswith("e")
    return (base if keeps_e else base[:-1]) + "ing"
