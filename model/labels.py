"""The words that labels are written in; this module imports nothing of ours.

What each value means is law in docs/codebook.md.
"""

from enum import StrEnum


class Stance(StrEnum):
    """Whose case the words advance."""

    PRO_KYIV = "pro-kyiv"
    PRO_MOSCOW = "pro-moscow"
    NEUTRAL = "neutral"


class Sentiment(StrEnum):
    """The tone of the quoted words, whoever they favour."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    NEUTRAL = "neutral"


class Side(StrEnum):
    """Where a speaker stands by office or citizenship; it is input to the model, never its answer."""

    UKRAINE = "ukraine"
    RUSSIA = "russia"
    WEST = "west"
    OTHER = "other"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """How a quotation stands in the reporter's text; nothing but `direct` and `partial` is labelled."""

    DIRECT = "direct"
    PARTIAL = "partial"
    OTHER = "other"


class View(StrEnum):
    """What the classifier may see: everything, the quoted words alone, or each in turn."""

    CONTEXT = "context"
    TEXT = "text"
    BOTH = "both"


class Abstention(StrEnum):
    """Why a stance is shown but not vouched for."""

    LOW_CONFIDENCE = "low-confidence"
    NO_WORDS = "no-words"
    NOT_ENGLISH = "not-english"
    WORDS_DISAGREE = "words-disagree"  # with both views: the words alone take the other side
