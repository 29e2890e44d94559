"""Whose voice a recording holds: a call between an officer and his wife, a video of a captured soldier."""

from model.speakers.cues.reading import Reading
from model.speakers.meaning.holders import Holders
from model.speakers.mentions.mention import Mention, Shape, is_plural
from model.speakers.tokens.lexicon import lexicon

_RECORDINGS = frozenset("call calls video videos recording recordings clip clips footage audio intercept".split())  # noqa: SIM905
_BACK = 1  # sentences before the words in which the recording is told of


def recorded(reading: Reading, holders: Holders, mention: Mention, gender: str) -> Mention | None:
    """Return "a Russian officer", whom a call or a video told of just before lets "the man" or "he" hear, or None."""
    page = reading.page
    low = page.bounds[reading.back(mention, _BACK)]
    at = next((k for k in range(mention.first - 1, low - 1, -1) if page.lower[k] in _RECORDINGS), None)
    if at is None:
        return None
    told = reading.subjects.within(at, mention.first)
    role = next((m for m in told if m.shape is Shape.ROLE and holders.indefinite(m) and not is_plural(page, m)), None)
    if role is None or lexicon().role_gender.get(page.lower[role.head], "") not in ("", gender):
        return None
    taken = any(m.shape is Shape.NAME or (m.first > role.first and reading.acts(m)) for m in told)
    return None if taken else role
