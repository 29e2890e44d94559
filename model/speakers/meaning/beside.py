"""What stands beside a pronoun and tells whom it does not mean: names later in its sentence and in the words quoted."""

from collections.abc import Iterator
from dataclasses import dataclass

from model.speakers.mentions.mention import Mention
from model.speakers.tokens.lexicon import PREP
from model.speakers.tokens.page import QUOTE, Page

_TAIL = frozenset([QUOTE, ","])


@dataclass(frozen=True, slots=True)
class Beside:
    """The words (small letters) of a pronoun's sentence after it, the quoted ones (as written), and its place."""

    later: frozenset[str]
    quoted: str
    tail: bool  # the pronoun follows what is told: “...”, he said


def read_beside(page: Page, token: int) -> Beside:
    """Read what stands beside the pronoun at `token`."""
    low, high = page.extent(page.sentence[token])
    later = frozenset(page.lower[k] for k in range(token + 1, high) if page.caps[k])
    spoken = (page.text[page.starts[k] : page.ends[k]] for k in range(low, high) if page.words[k] == QUOTE)
    return Beside(later, " ".join(spoken), page.word_at(token - 1) in _TAIL)


def beside_features(page: Page, beside: Beside, place: Mention, role: str, distance: int) -> Iterator[str]:
    """Yield what the place of a pronoun and that of a mention say together; `distance` is in sentences."""
    yield f"he:tail:{beside.tail}:{min(distance, 1)}:{role}"
    yield f"he:fronted:{_fronted(page, place)}:{min(distance, 2)}"


def _fronted(page: Page, place: Mention) -> bool:
    """Whether a mention opens its sentence, or follows a phrase that opens it: "In a letter, Ivan Petrenko"."""
    low = page.bounds[page.sentence[place.first]]
    if place.first - low <= 1:
        return True
    return page.words[place.first - 1] == "," and bool(page.tags[low] & PREP)
