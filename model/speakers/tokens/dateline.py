"""Where a dateline ends: KYIV, Ukraine (AP) — Olena Koval had two exams left."""

from collections.abc import Sequence

from model.speakers.tokens.lexicon import NATION

_LONGEST = 18  # tokens
_DASHES = ("—", "–", "-")
_BETWEEN = frozenset([*",.()/", "of"])
_CAPITALS = 3  # letters, of a place in capitals


def dateline_end(words: Sequence[str], tags: Sequence[int]) -> int:
    """Return the token of the dash that ends a dateline, with which alone a text may begin; -1 where there is none."""
    for k, word in enumerate(words[:_LONGEST]):
        if word in _DASHES:
            last = k + (words[k + 1 : k + 2] == [word])
            return last if _is_dateline(words[:k], tags[:k]) else -1
        if not (word in _BETWEEN or word[0].isupper() or word[0].isdigit()):
            return -1
    return -1


def _is_dateline(words: Sequence[str], tags: Sequence[int]) -> bool:
    """Whether what stands before a dash is a place in capitals, or a place with its land or its agency behind it."""
    if not words:
        return False
    place = words[: next((k for k, word in enumerate(words) if word in _BETWEEN), len(words))]
    loud = len(words[0]) >= _CAPITALS and all(word.isupper() for word in place)
    return loud or (words[1:2] in ([","], ["("]) and ("(" in words or any(tag & NATION for tag in tags)))
