"""Tell a clause that could stand alone from a fragment, by closed lists of words and a few lines of grammar."""

import re

from model.quotes.lexicon import words

_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_BREAK = re.compile(r"\s[-–—]\s|—|[;:]")
_SHORT = 4  # letters of a word that ends in -ing or -ly without being a participle or an adverb: king, only
_LONGEST_SUBJECT = 14  # words before the first finite verb


def is_clause(text: str) -> bool:
    """Tell whether `text` opens with a subject and its finite verb: "his world shrinks", not "is shrinking"."""
    tokens = [each[0].lower().replace("’", "'") for each in _WORD.finditer(_BREAK.split(text[:300], maxsplit=1)[0])]
    tokens = tokens[: _LONGEST_SUBJECT + 1]
    while tokens and tokens[0] in words("clauses", "subordinating"):
        tokens = tokens[1:]
    if not tokens or _leans(tokens[0]):
        return False
    return _is_contraction(tokens[0]) or any(_is_verb_at(tokens, index) for index in range(1, len(tokens)))


def governs(before: str) -> bool:
    """Tell whether the reporter's last word before the mark, as in "was “...", makes whatever follows a fragment."""
    tokens = _WORD.findall(before)
    if not tokens or not before.rstrip().endswith(tokens[-1]):
        return False
    last = tokens[-1].lower().replace("’", "'")
    return last in words("clauses", "governing") or last.endswith("'s")


def _leans(token: str) -> bool:
    return token in words("clauses", "leaning") or (len(token) > _SHORT and token.endswith(("ing", "ly")))


def _is_contraction(token: str) -> bool:
    """Tell "it's" and "we'll", which hold a subject and a verb."""
    return "'" in token and token in words("clauses", "finite")


def _is_verb_at(tokens: list[str], index: int) -> bool:
    token, before = tokens[index], tokens[index - 1]
    if before in words("clauses", "relative") or before in {"to", "and", "or"}:
        return False
    if before in words("clauses", "subjects") and index == 1:
        return token not in words("clauses", "joining")
    return _is_finite(token) and not _in_relative(tokens, index)


def _is_finite(token: str) -> bool:
    return token in words("clauses", "finite") or token in words("clauses", "common")


def _in_relative(tokens: list[str], index: int) -> bool:
    """Tell the verb of "those who stood": the first verb after a relative word belongs to that word."""
    relative = next((i for i in range(1, index) if tokens[i] in words("clauses", "relative")), None)
    return relative is not None and not any(_is_finite(tokens[i]) for i in range(relative, index))
