"""The subject of a verb: found by walking back, or forward where the order is turned round."""

from bisect import bisect_left, bisect_right

from model.speakers.lexicon import ADV, AUX, CONJ, CUE, DET, NEG, NOUN, POSS, PREP, PRONOUN, TIME, lexicon
from model.speakers.mention import Mention, Shape
from model.speakers.page import BREAK, QUOTE, Page

_SKIPPED = AUX | NEG | ADV | TIME
_CLAUSE = frozenset({QUOTE, BREAK, ";", ":", "(", "["})
_COMMAS = frozenset({",", "–", "—", "-", "(", ")"})
_LINKS = frozenset(
    (
        *("of", "for", "at", "in", "from", "with", "on", "to", "and", "who", "near", "behind", "inside", "into"),
        *("about", "against", "over", "between", "under", "within"),
    )
)
_COMPLETING = frozenset(["of", "for", "in", "at", "from", "near", "on", "with"])
_MAX_ASIDE = 30  # tokens of "X, an aside, said" that are still looked over
_MAX_GENERIC = 5
_POINTERS = frozenset(["a", "an", "the", "this", "that", "these", "those", "no"])  # never a speaker on their own


class Subjects:
    """Says, for one page, which mention is the subject of the verb at a token."""

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

    def before(self, verb: int) -> Mention | None:
        """Return the subject that stands before the verb, across auxiliaries, adverbs and asides."""
        low = self.page.bounds[self.page.sentence[verb]]
        j = self._skip_back(verb, low)
        if j <= low or self.page.words[j - 1] in _CLAUSE:
            return None
        if self.page.words[j - 1] in _COMMAS and j - 1 > low:
            return self._across_aside(j - 1, low)
        if self.page.lower[j - 1] == "that" and (relative := self._head(j - 1, low)):
            return relative
        found = self._head(j, low) or self._generic_head(j, low)
        return self._before_relative(found, low) or found

    def _before_relative(self, found: Mention | None, low: int) -> Mention | None:
        """Return X in "X who spoke to Y (said)" and "X speaking to Y (said)", where `found` is Y."""
        if found is None or found.shape is Shape.WHO:
            return None
        page = self.page
        for k in range(found.first - 1, max(low, found.first - _MAX_ASIDE), -1):
            if page.words[k] in _CLAUSE or page.words[k] in _COMMAS or page.lower[k] in ("that", "and", "but"):
                return None
            if page.lower[k] in ("who", "speaking", "talking", "writing", "quoted", "cited"):
                outer = self._head(k, low)
                return outer if outer is not None and outer.shape in (Shape.ROLE, Shape.NAME, Shape.GENERIC) else None
        return None

    def across(self, token: int) -> Mention | None:
        """Return the head of the noun phrase that ends before `token`."""
        return self._head(token, self.page.bounds[self.page.sentence[min(token, len(self.page) - 1)]])

    def after(self, verb: int) -> Mention | None:
        """Return the subject that follows the verb: said (also) the minister."""
        j = verb + 1
        while j < len(self.page) and self.page.tags[j] & (ADV | NEG) and not self.starting(j):
            j += 1
        found = self.starting(j)
        if found is None:
            return self.generic_after(j)
        following = self.starting(found.end)
        pair = found.shape in (Shape.ROLE, Shape.GENERIC) and following and following.shape is Shape.NAME
        return following if pair else found

    def _skip_back(self, verb: int, low: int) -> int:
        """Return the token after the last one that is not auxiliary, adverb or time."""
        page, j = self.page, verb
        while j > low:
            tags, word = page.tags[j - 1], page.lower[j - 1]
            ending = self.ending(j)
            if ending and not (ending.end - ending.first == 1 and tags & (ADV | TIME | AUX)):
                break
            if (
                tags & _SKIPPED
                or word.endswith("ly")
                or word == "to"
                or (tags & CUE and page.lower[j] == "to")
                or (word in ("on", "in", "by", "last", "this", "earlier") and j < verb and page.tags[j] & TIME)
            ):
                j -= 1
            else:
                break
        return j

    def _head(self, j: int, low: int) -> Mention | None:
        """Return the head of the phrase that ends before `j`: the head of "the head of the Duma"."""
        found = self.ending(j)
        while found is not None:
            first = found.first
            link = first - 1
            if link <= low or self.page.lower[link] not in _LINKS:
                return found
            outer = self.ending(link - (self.page.lower[link - 1] == "familiar"))
            if outer is None or outer.shape in (Shape.PRONOUN, Shape.WHO) or not self._holds(outer, link, found):
                return found
            found = outer
        return None

    def _holds(self, outer: Mention, link: int, inner: Mention) -> bool:
        """Whether `inner` only completes `outer`, so that `outer` is the subject."""
        word = self.page.lower[link]
        if word == "and":
            return outer.shape is inner.shape and outer.shape is Shape.NAME and inner.first - outer.end == 1
        return inner.shape not in (Shape.PRONOUN, Shape.WHO)

    def _across_aside(self, comma: int, low: int) -> Mention | None:
        """Return X in "X, an aside, (said)": the nearest segment between commas that can be a subject."""
        end, candidate = comma, None
        floor = max(low, comma - _MAX_ASIDE)
        while end > floor:
            start = self._segment_start(end, floor)
            if self.page.words[start - 1] == "(" and start > floor:
                end = start - 1
                if self.page.words[end - 1] not in _COMMAS:
                    return self._head(end, low) or self._generic(end, low)
                continue
            found = self._head(end, start) if not self._is_parenthetical(start, end) else None
            if found and found.shape is Shape.NAME:
                return self._served(found, start) or found
            if found is None:
                found = self._head(end, start)
                if found and self._named_before_aside(found, end, comma, start):
                    return found
            candidate = candidate or (found if found and found.shape is not Shape.WHO else None)
            if start <= floor or self.page.words[start - 1] not in _COMMAS:
                break
            end = start - 1
        return candidate

    def _named_before_aside(self, found: Mention, end: int, comma: int, start: int) -> bool:
        """Whether what opens the sentence only leads up to a name that an aside describes: But X, a mayor, (said)."""
        page, aside = self.page, end + 1
        if found.shape is not Shape.NAME or found.end != end or end >= comma or page.words[end] != ",":
            return False
        if found.first > start and page.tags[found.first - 1] & PREP:
            return False
        described = page.tags[aside] & DET or page.words[aside][0].isdigit() or self.starting(aside) is not None
        return bool(described)

    def _served(self, found: Mention, start: int) -> Mention | None:
        """Return X in "X, an adviser to the president, Y, (said)", where `found` is Y."""
        words, lower = self.page.words, self.page.lower
        office = self.ending(start - 1) if found.first == start and words[start - 1] == "," else None
        if office is None or office.shape is not Shape.ROLE or lower[office.first - 1] not in ("to", "of", "for"):
            return None
        server = self.ending(office.first - 1)
        if server is None or server.shape is not Shape.ROLE or words[server.first - 1] != ",":
            return None
        named = self.ending(server.first - 1)
        return named if named is not None and named.shape is Shape.NAME else None

    def _segment_start(self, end: int, floor: int) -> int:
        j = end
        while j > floor and self.page.words[j - 1] not in _COMMAS and self.page.words[j - 1] not in _CLAUSE:
            j -= 1
        return j

    def _is_parenthetical(self, start: int, end: int) -> bool:
        """Whether a segment between commas describes what stands before it."""
        page = self.page
        if start >= end:
            return True
        tags, word = page.tags[start], page.words[start]
        if tags & (DET | PRONOUN | PREP | POSS) or word[0].isdigit() or page.lower[start].endswith("ing"):
            return True
        found = self.starting(start)
        return not page.caps[start] or found is None or found.shape is not Shape.NAME or self._is_place(found, start)

    def _is_place(self, found: Mention, start: int) -> bool:
        """Columbia, South Carolina: one proper name right after a comma after a preposition's."""
        page = self.page
        previous = self.ending(start - 1) if start else None
        return bool(
            previous
            and previous.shape is Shape.NAME
            and previous.first
            and page.lower[previous.first - 1] in ("in", "of", "from", "at", "near")
            and self.page.lower[found.first] not in lexicon().name_gender
            and found.end - found.first <= 2  # noqa: PLR2004 - "South Carolina"
        )

    def _generic(self, j: int, low: int) -> Mention | None:
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

    def _generic_head(self, j: int, low: int) -> Mention | None:
        """Return the head of the phrase that unknown nouns end: a spokesman for the town, shops in the town."""
        found = self._generic(j, low)
        link = found.first - 1 if found is not None else low
        if link <= low or self.page.lower[link] not in _COMPLETING:
            return found
        outer = self._head(link, low) or self._generic(link, low)
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
