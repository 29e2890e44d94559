"""Whom "he" and "she" may mean, and whom the likeliest is: each "he" counts on whom the one before it meant."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from operator import itemgetter

from model.speakers.choice.rank import Ranker
from model.speakers.meaning.identity import Identity
from model.speakers.meaning.pronouns import Referent, Referents
from model.speakers.mentions.mention import Mention, Shape, pronoun_gender
from model.speakers.tokens.page import Page

_LINKS = 6  # pronouns that a chain of "he" is followed over

Spoken = Sequence[tuple[int, Identity]]  # the earlier quotations' tokens and speakers


class Chains:
    """Follows the pronouns of one page."""

    def __init__(self, page: Page, referents: Referents, ranker: Ranker) -> None:
        self.page, self.referents, self.ranker = page, referents, ranker
        self._meant: dict[int, Referent | None] = {}  # by the token of a "he" or "she"

    def referents_of(
        self, mention: Mention, spoken: Spoken, links: int = _LINKS, until: int | None = None
    ) -> list[Referent]:
        """Return the persons that "he" or "she" may mean, of `spoken[:until]`; empty for any other mention."""
        gender = pronoun_gender(self.page, mention)
        if mention.shape is not Shape.PRONOUN or gender not in ("m", "f"):
            return []
        stop = len(spoken) if until is None else until
        known = [(t, i.person or i.noun) for t, i in spoken[max(0, stop - 3) : stop]]
        return self.referents.of(mention.first, gender, known, self._before(mention, spoken, links))

    def likeliest(self, referents: Sequence[Referent]) -> tuple[Referent, float] | None:
        """Return the likeliest and its share; None where there are none."""
        shares = self.ranker.probabilities(referents) if referents else []
        best = max(range(len(shares)), key=shares.__getitem__, default=None)
        return None if best is None else (referents[best], shares[best])

    def _before(self, mention: Mention, spoken: Spoken, links: int) -> Referent | None:
        """Return whom the "he" before this one meant, following at most `links` of them back."""
        earlier = self.referents.pronoun_before(mention) if links else None
        if earlier is None:
            return None
        told = self.referents.told(earlier)
        if earlier.first not in self._meant and told is not None and told.shape is not Shape.PRONOUN:
            meant = self.referents.referent(told, earlier.first, pronoun_gender(self.page, mention))
            if meant is not None:
                self._meant[earlier.first] = meant
        if earlier.first not in self._meant:
            until = bisect_left(spoken, earlier.first, key=itemgetter(0))
            best = self.likeliest(self.referents_of(earlier, spoken, links - 1, until))
            self._meant[earlier.first] = replace(best[0], token=earlier.first) if best else None
        return self._meant[earlier.first]
