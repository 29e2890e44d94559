"""Words whose border is lost or new: "ArticlesMr", and "spokes-" at a line's end with "man" on the next."""

import re

from model.quotes.wrapping import SOFT_HYPHEN
from model.speakers.tokens.lexicon import AUX, CONJ, CUE, DET, NATION, OPENER, POSS, PREP, PRONOUN, TITLE, lexicon

_LOST_BREAK = re.compile(r"(?<=[^\W\d_A-Z]{2})(?=[A-Z][a-z]+$)|(?<=[A-Z]{2})(?=[A-Z][a-z]+$)")
_WHOLE = frozenset(["LinkedIn", "JPMorgan"])  # names with a capital inside that the rule for lost breaks would part
_STARTERS = AUX | CONJ | DET | NATION | OPENER | POSS | PREP | PRONOUN | TITLE
_BREAK = rf"[-\u2010]?{SOFT_HYPHEN}+"  # soft hyphens stand for the break of a line, too
_HYPHEN = re.compile(rf"[-\u2010]{SOFT_HYPHEN}+")
_PARTED = re.compile(rf"(?<![^\W\d_])[^\W\d_]++(?:{_BREAK}[^\W\d_]++)+")  # no letter is tried twice


def lost_break(word: str) -> int:
    """Return where a headline or caption runs into the text ("ArticlesMr", "AFPBy"), or 0."""
    if word.islower() or (cut := _LOST_BREAK.search(word)) is None or word in _WHOLE:
        return 0
    if runs_on(word[: cut.start()]):
        return cut.start()
    right = word[cut.start() :].lower()
    starts = lexicon().tags.get(right, 0) & _STARTERS or right in lexicon().name_gender
    return cut.start() if starts and word[: cut.start()] not in ("Mac", "Fitz") else 0


def runs_on(left: str) -> bool:
    """Whether only a blank was lost after a word: "saidIvan" goes on, "homeIvan" does not."""
    return left.islower() and bool(lexicon().tags.get(left, 0) & (AUX | CONJ | CUE | DET | PREP))


def whole_words(text: str) -> str:
    """Return a text without soft hyphens, parted words whole: spokesman, but Russian-backed."""
    return _PARTED.sub(_joined, text).replace(SOFT_HYPHEN, "") if SOFT_HYPHEN in text else text


def _joined(word: re.Match[str]) -> str:
    """Return a parted word, with the hyphen of a compound: where a part is known, or a name has an end like "based"."""
    parts, known = _HYPHEN.split(word[0]), lexicon()
    joined = "".join(parts).replace(SOFT_HYPHEN, "")
    lower = joined.lower()
    if lower in known.tags or lower in known.name_gender:
        return joined
    compound = any(part.lower() in known.tags for part in parts) or (parts[0][0].isupper() and parts[-1].endswith("ed"))
    return ("-" if compound else "").join(parts)
