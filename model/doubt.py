"""When a stance is not vouched for, whatever its probability."""

from collections.abc import Sequence

from model.labels import Abstention, Stance
from model.language.english import has_words, is_english
from model.reading import ReadQuote
from model.types import StanceResult


def abstained(result: StanceResult, reason: Abstention) -> StanceResult:
    """Return the stance, not vouched for, for this reason."""
    return StanceResult(result.label, result.probabilities, abstained=True, reason=reason)


def doubt_of(reading: ReadQuote) -> Abstention | None:
    """Return why no stance can be vouched for whatever its probability: no word, or words that are not English."""
    quote, example = reading.quote.text, reading.example
    if not has_words(quote):
        return Abstention.NO_WORDS
    if is_english(quote) and is_english(f"{example.before} {quote} {example.after}"):
        return None
    return Abstention.NOT_ENGLISH


def words_agree(stances: Sequence[StanceResult]) -> list[StanceResult]:
    """Return the stances of the views; none is vouched for where the words alone take the other side."""
    if {Stance.PRO_KYIV, Stance.PRO_MOSCOW} != {stance.label for stance in stances}:
        return list(stances)
    return [stance if stance.abstained else abstained(stance, Abstention.WORDS_DISAGREE) for stance in stances]
