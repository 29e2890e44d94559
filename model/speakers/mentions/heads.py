"""The heads of noun phrases: "the head" of "the head of the Duma", "a spokesman" of "a spokesman for the town"."""

from bisect import bisect_left, bisect_right

from model.language.lists import word_set
from model.speakers.mentions.mention import GENITIVE, Mention, Shape, is_governed, is_plural
from model.speakers.tokens.lexicon import AUX, CONJ, CUE, DET, MODIFIER, NOUN, POSS, PREP, PRONOUN
from model.speakers.tokens.page import Page

_LINKS = frozenset(
    (
        *("of", "for", "at", "in", "from", "with", "on", "to", "and", "who", "near", "behind", "inside", "into"),
        *("by", "about", "against", "over", "between", "under", "within"),
    )
)
_COMPLETING = frozenset(["of", "for", "in", "at", "from", "near", "on", "with"])
_NEARNESS = (("familiar",), ("close",), ("with", "knowledge"), ("with", "direct", "knowledge"), ("briefed",))
SHARES = frozenset(["one", "another", "some", "two", "three", "several", "many", "most"])
_MAX_GENERIC = 5
_PAUSES = frozenset([",", "–", "—", "-"])
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

    def behind(self, who: Mention) -> Mention | None:
        """Return X for the "who" of "X, who complained"."""
        j = who.first
        while self.page.word_at(j - 1) in _PAUSES:
            j -= 1
        return self.across(j)

    def head(self, j: int, low: int) -> Mention | None:
        """Return the head of the phrase that ends before `j`: the head of "the head of the Duma"."""
        found = self.ending(j)
        while found is not None:
            link = self._link(found, low)
            if link <= low or self.page.lower[link] not in _LINKS:
                return found
            outer = self.ending(link - self._qualifying(link))
            outer = outer or self._participant(link, low) or self._beyond_nouns(link, low)
            if outer is None or outer.shape in (Shape.PRONOUN, Shape.WHO):
                return found
            if not self._holds(outer, link, found):
                several = None if found.shape is Shape.NAME else self._of_several(outer, link, low)
                return several or found
            found = outer
        return None

    def _link(self, found: Mention, low: int) -> int:
        """Return the token before a mention, or the "of" of "group of rich nations" before an unknown word."""
        link = found.first - 1
        page = self.page
        plain = link > low + 1 and not page.tags[link] and page.words[link].isalpha() and not page.caps[link]
        bare = found.shape is not Shape.NAME and not page.tags[found.first] & (DET | POSS)
        return link - 1 if plain and bare and page.lower[link - 1] == "of" else link

    def _qualifying(self, link: int) -> int:
        """Return how many words before a link say how near somebody is to a matter: familiar (with), close (to)."""
        lower = self.page.lower
        for words in _NEARNESS:
            if tuple(lower[max(0, link - len(words)) : link]) == words:
                return len(words)
        return 0

    def _participant(self, link: int, low: int) -> Mention | None:
        """Return X of "X evacuated from the town", "X drafted (up) in the capital" and "X interviewed by the paper"."""
        page, verb = self.page, link - 1
        verb -= page.lower[verb] in ("over", "up", "out", "off", "down")
        end = verb - page.lower[verb - 1].endswith("ly")
        if verb <= low or not (page.lower[verb].endswith("ed") or page.lower[verb] in word_set("participle")):
            return None
        found = self.ending(end) or self.generic(end, low)
        people = (Shape.ROLE,) if page.lower[link] == "by" else (Shape.ROLE, Shape.PAPER, Shape.BODY, Shape.GENERIC)
        if found is None or found.shape not in people:
            return None
        return found if page.tags[found.first] & DET and not is_governed(page, found, low) else None

    def _beyond_nouns(self, link: int, low: int) -> Mention | None:
        """Return the role of "the chairman of the inquiry into the death (of)", over phrases of unknown nouns."""
        page = self.page
        for _ in range(2):
            nouns = self.generic(link, low)
            if nouns is None or not page.tags[nouns.first] & (DET | POSS) or nouns.first - 1 <= low:
                return None
            link = nouns.first - 1
            if page.lower[link] not in _LINKS:
                return None
            outer = self.ending(link)
            if outer is not None:
                one = page.lower_at(outer.first - 2) in SHARES  # one of the rebels
                return outer if outer.shape is Shape.ROLE and (one or not is_governed(page, outer, low)) else None
        return None

    def _of_several(self, listed: Mention, link: int, low: int) -> Mention | None:
        """Return whom "of X and Y" completes, for X and the "and": the presidents of Poland and Lithuania."""
        page, governed = self.page, listed.first - 1
        if page.lower[link] != "and" or governed <= low or page.lower[governed] not in _COMPLETING:
            return None
        several = self.ending(governed)
        return several if several is not None and is_plural(page, several) else None

    def _holds(self, outer: Mention, link: int, inner: Mention) -> bool:
        """Whether `inner` only completes `outer`, so that `outer` is the subject."""
        word = self.page.lower[link]
        if word == "and":
            return outer.shape is inner.shape and outer.shape is Shape.NAME and inner.first - outer.end == 1
        if outer.shape is Shape.BODY and inner.owner is not None and inner.first < inner.name:
            return False  # the Security Service of Ukraine's spokesman Ivan Petrenko
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
        link = (found.first if found is not None else self._bare_nouns(j, low)) - 1
        if link <= low or self.page.lower[link] not in _COMPLETING:
            return found
        link -= self._qualifying(link)
        outer = self.head(link, low) or self.generic(link, low)
        opens = outer is not None and (outer.shape is not Shape.GENERIC or outer.first == low)
        return outer if opens and outer is not None and outer.shape is not Shape.PRONOUN else found

    def _bare_nouns(self, j: int, low: int) -> int:
        """Return the first of the one or two unknown words before `j` that need no article: (in) military uniform."""
        page, k = self.page, j
        while k > low and j - k < 2 and page.words[k - 1].isalpha() and self._bare(k - 1):  # noqa: PLR2004
            k -= 1
        return k if k < j else low

    def _bare(self, k: int) -> bool:
        """Whether a word is unknown, or stands before nouns."""
        return not self.page.tags[k] or bool(self.page.tags[k] & MODIFIER)

    def generic_after(self, j: int) -> Mention | None:
        """Return a noun phrase of unknown nouns that starts at `j`: said one Twitter user."""
        page, k = self.page, j + 1
        if not page.tags_at(j) & (DET | POSS):
            return None
        while k - j < _MAX_GENERIC and page.word_at(k)[:1].isalnum() and not page.tags[k] & (PREP | CONJ | AUX):
            k += 1
        return self.owned_by(Mention(j, k, Shape.GENERIC, k - 1))

    def owned_by(self, owner: Mention) -> Mention:
        """Return what a genitive right behind a mention says to be its own, or the mention: the opera('s conductor)."""
        genitive = self.page.word_at(owner.end) in GENITIVE
        return (self.starting(owner.end + 1) if genitive else None) or owner
