"""The heads of noun phrases: "the head" of "the head of the Duma", "a spokesman" of "a spokesman for the town"."""

from bisect import bisect_left, bisect_right

from model.speakers.lexicon import AUX, CONJ, CUE, DET, NOUN, POSS, PREP, PRONOUN
from model.speakers.mention import Mention, Shape
from model.speakers.page import Page

_LINKS = frozenset(
    (
        *("of", "for", "at", "in", "from", "with", "on", "to", "and", "who", "near", "behind", "inside", "into"),
        *("about", "against", "over", "between", "under", "within"),
    )
)
_COMPLETING = frozenset(["of", "for", "in", "at", "from", "near", "on", "with"])
_MAX_GENERIC = 5
_POINTERS = frozenset(["a", "an", "the", "this", "that", "these", "those", "no"])  # never a speaker on their own


class Heads:
    """Finds, for one page, mentions by their place and the heads of phrases by their end."""

    def __init__(self, page: Page, mentions: list[Mention]) -> None:
        self.page, self.mentions = page, mentions
        self.firsts = [m.first for m in mentions]
        self.ends = [m.end for m in mentions]

    def ending(self, token: int) -> Mention | None:
        """Return the mention that ends right before `token`."""
        k = bisect_left(self.ends, token)
        return self.mentions[k] if k < len(self.ends) and self.ends[k] == token else None

    def starting(self, token: int) -> Mention | None:
        """Return the mention that starts at `token`."""
        k = bisect_left(self.firsts, token)
        return self.mentions[k] if k < len(self.firsts) and self.firsts[k] == token else None

    def within(self, first: int, end: int) -> list[Mention]:
        """Return the mentions that start in the tokens [first, end)."""
        return self.mentions[bisect_left(self.firsts, first) : bisect_left(self.firsts, end)]

    def covering(self, token: int) -> Mention | None:
        """Return the mention that holds `token`."""
        k = bisect_right(self.firsts, token) - 1
        return self.mentions[k] if k >= 0 and self.ends[k] > token else None

    def across(self, token: int) -> Mention | None:
        """Return the head of the noun phrase that ends before `token`."""
        return self.head(token, self.page.bounds[self.page.sentence[min(token, len(self.page) - 1)]])

    def head(self, j: int, low: int) -> Mention | None:
        """Return the head of the phrase that ends before `j`: the head of "the head of the Duma"."""
        found = self.ending(j)
        while found is not None:
            link = self._link(found, low)
            if link <= low or self.page.lower[link] not in _LINKS:
                return found
            outer = self.ending(link - (self.page.lower[link - 1] == "familiar")) or self._beyond_nouns(link, low)
            if outer is None or outer.shape in (Shape.PRONOUN, Shape.WHO) or not self._holds(outer, link, found):
                return found
            found = outer
        return None

    def _link(self, found: Mention, low: int) -> int:
        """Return the token before a mention, or the "of" of "group of rich nations" before an unknown word."""
        link = found.first - 1
        page = self.page
        plain = link > low + 1 and not page.tags[link] and page.words[link].isalpha() and not page.caps[link]
        bare = found.shape is not Shape.NAME and not page.tags[found.first] & (DET | POSS)
        return link - 1 if plain and bare and page.lower[link - 1] == "of" else link

    def _beyond_nouns(self, link: int, low: int) -> Mention | None:
        """Return the role of "the chairman of the inquiry into the death (of)", over phrases of unknown nouns."""
        page = self.page
        for _ in range(2):
            nouns = self.generic(link, low)
            if nouns is None or not page.tags[nouns.first] & (DET | POSS) or nouns.first - 1 <= low:
                return None
            link = nouns.first - 1
            if page.lower[link] not in _LINKS or page.lower[link] == "and":
                return None
            outer = self.ending(link)
            if outer is not None:
                opens = outer.first == low or not page.tags[outer.first - 1] & PREP
                return outer if outer.shape is Shape.ROLE and opens else None
        return None

    def _holds(self, outer: Mention, link: int, inner: Mention) -> bool:
        """Whether `inner` only completes `outer`, so that `outer` is the subject."""
        word = self.page.lower[link]
        if word == "and":
            return outer.shape is inner.shape and outer.shape is Shape.NAME and inner.first - outer.end == 1
        return inner.shape not in (Shape.PRONOUN, Shape.WHO)

    def generic(self, j: int, low: int) -> Mention | None:
        """Return any noun phrase that ends before `j`: the crowd, a Twitter user, another."""
        page, k = self.page, j
        while k > low and j - k < _MAX_GENERIC and page.words[k - 1][0].isalnum():
            tags = page.tags[k - 1]
            if (tags & (PREP | CONJ | AUX | PRONOUN) and not tags & DET) or (tags & CUE and not tags & NOUN and k < j):
                break
            k -= 1
            if tags & (DET | POSS):
                break
        if (j - k <= 1 and page.lower[k] in _POINTERS) or page.lower[k] == "no":
            return None
        plausible = k < j and (page.tags[k] & (DET | POSS) or page.lower[j - 1].endswith("s") or k == low)
        return Mention(k, j, Shape.GENERIC, j - 1) if plausible else None

    def generic_head(self, j: int, low: int) -> Mention | None:
        """Return the head of the phrase that unknown nouns end: a spokesman for the town, shops in the town."""
        found = self.generic(j, low)
        link = found.first - 1 if found is not None else low
        if link <= low or self.page.lower[link] not in _COMPLETING:
            return found
        outer = self.head(link, low) or self.generic(link, low)
        opens = outer is not None and (outer.shape is not Shape.GENERIC or outer.first == low)
        return outer if opens and outer is not None and outer.shape is not Shape.PRONOUN else found

    def generic_after(self, j: int) -> Mention | None:
        """Return a noun phrase of unknown nouns that starts at `j`: said one Twitter user."""
        page, k = self.page, j
        if j >= len(page) or not page.tags[j] & (DET | POSS):
            return None
        k += 1
        while (
            k < len(page)
            and k - j < _MAX_GENERIC
            and page.words[k][0].isalnum()
            and not page.tags[k] & (PREP | CONJ | AUX)
        ):
            k += 1
        return Mention(j, k, Shape.GENERIC, k - 1)
