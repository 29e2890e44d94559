"""Whose voice a recording holds: a call between an officer and his wife, a video of a captured soldier."""

from model.speakers.cues.reading import Reading
from model.speakers.meaning.nameless import is_indefinite
from model.speakers.mentions.mention import Mention, Shape, is_plural
from model.speakers.tokens.lexicon import lexicon

RECORDINGS = frozenset("call calls video videos recording recordings clip clips footage audio intercept".split())
_HOLDING = frozenset(["of", "between", "showing"])
_PUBLISHED = frozenset("posted published released shared aired broadcast intercepted uploaded circulated".split())
_BACK = 1  # sentences before the words in which the recording is told of


def recorded(reading: Reading, mention: Mention, gender: str) -> Mention | None:
    """Return "a Russian officer", whom a call or a video told of just before lets "the man" or "he" hear, or None."""
    page = reading.page
    low = page.bounds[reading.back(mention, _BACK)]
    at = next((k for k in range(mention.first - 1, low - 1, -1) if page.lower[k] in RECORDINGS), None)
    if at is None or page.lower[at + 1] not in _HOLDING or not _published(reading, mention, at):
        return None
    if mention.shape is Shape.PRONOUN and page.lower[at + 1] != "between":  # "he" may be whoever posted the video
        return None
    told = reading.subjects.within(at, mention.first)
    role = next((m for m in told if m.shape is Shape.ROLE and is_indefinite(page, m) and not is_plural(page, m)), None)
    if role is None or lexicon().role_gender.get(page.lower[role.head], "") not in ("", gender):
        return None
    taken = any(m.shape is Shape.NAME or (m.first > role.first and reading.acts(m)) for m in told)
    return None if taken else role


def _published(reading: Reading, mention: Mention, at: int) -> bool:
    """Whether nobody tells of a recording, or somebody publishes it and its words are told in the present."""
    page = reading.page
    low = page.bounds[page.sentence[at]]
    if not any(m.shape in (Shape.NAME, Shape.ROLE, Shape.PRONOUN) for m in reading.subjects.within(low, at)):
        return True
    return bool(_PUBLISHED & set(page.lower[low:at])) and any(c.form == "s" for c in reading.cues_of(mention))
