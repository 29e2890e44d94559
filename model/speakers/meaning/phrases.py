"""The words of a mention, with what completes them: "head" of "the head of the Duma"."""

from model.language.lists import word_set
from model.speakers.cues.find import WRITTEN
from model.speakers.cues.subjects import Subjects
from model.speakers.mentions.acting import tells_act
from model.speakers.mentions.mention import Mention, Shape
from model.speakers.tokens.lexicon import ADV, BODY, DET, MODIFIER, NATION, NOUN, OPENER, POSS, ROLE, THING, TIME, TITLE
from model.speakers.tokens.page import Page

_TITLE_WORDS = 14  # tokens of a title with what completes it
_NOUNS = 3  # plain ones in a row
_PLAIN = MODIFIER | ADV | OPENER | THING  # what "the first summit" is made of, beside unknown words
_DATING = frozenset(["on", "last", "this", "earlier"])
_OFFICE = ("of", "for")
_ANY = ("of", "for", "in", "at", "from", "with", "to", "on")
_ABROAD = frozenset(["embassy", "consulate"])  # which tell one from another by where they are
_KINDS = word_set("media") | {"agency", "network", "service"}
PRINTED = frozenset(["article", "editorial", "report", "column", "op-ed", "leader", "story", "commentary"])
_LABELS = NOUN | NATION | TITLE | DET | POSS | MODIFIER


class Phrases:
    """Gives the words of the mentions of one page."""

    def __init__(self, page: Page, subjects: Subjects) -> None:
        self.page, self.subjects = page, subjects

    def short(self, mention: Mention) -> str:
        """Return the mention without its article, with what "of" and "for" add to a body or office."""
        return self.page.string(self._bare(mention), self.completed(mention))

    def full(self, mention: Mention) -> str:
        """Return the mention without its article, with all that prepositions add: "source in the ministry"."""
        return self.page.string(self._bare(mention), self.end(mention))

    def plain(self, mention: Mention) -> str:
        """Return the mention without its article, and without what completes it."""
        return self.page.string(self._bare(mention), mention.end)

    def proper(self, mention: Mention) -> str:
        """Return the proper name inside a body's words: "Novosti" of "Russia's Novosti news agency", or nothing."""
        page, end = self.page, mention.end
        if mention.shape is not Shape.BODY or page.lower[mention.head] not in _KINDS or page.caps[mention.head]:
            return ""
        while end > mention.first and not page.caps[end - 1]:
            end -= 1
        first = end
        while first > mention.first and page.caps[first - 1] and not page.tags[first - 1] & _LABELS:
            first -= 1
        return page.string(first, end) if first < end else ""

    def _bare(self, mention: Mention) -> int:
        first = mention.first
        first += bool(self.page.tags[first] & DET and first + 1 < mention.end)
        return first + (self.page.lower[first].endswith("-based") and first + 1 < mention.end)

    def long(self, mention: Mention) -> str:
        """Return the mention with its article and with all that prepositions add."""
        return self.page.string(mention.first, self.end(mention))

    def title(self, mention: Mention) -> str:
        """Return what stands before a name: "Governor" of "Governor Ivan Petrenko"."""
        first, end = mention.first, mention.name
        while first < end and self.page.tags[first] & DET:
            first += 1
        words = self.page.string(first, end) if end > first else ""
        return "" if words.lower().rstrip(".") in word_set("honorific") else words

    def completed(self, mention: Mention) -> int:
        """Return the end of the mention with what "of" and "for" add, and to an embassy the place that it is in."""
        return self._end(mention, _OFFICE) if (place := self._seat(mention)) is None else place.end

    def _seat(self, mention: Mention) -> Mention | None:
        """Return the place that an embassy is in: the embassy in Dublin."""
        page, end = self.page, mention.end
        sits = page.lower[mention.head] in _ABROAD and page.lower_at(end) == "in"
        place = self.subjects.starting(end + 1) if sits else None
        return place if place is not None and page.caps[place.head] and place.owner is None else None

    def end(self, mention: Mention) -> int:
        """Return the end of the mention with all that prepositions add."""
        return self._end(mention, _ANY)

    def words(self, mention: Mention) -> set[str]:
        """Return the small-letter words of the mention with what completes it."""
        return {self.page.lower[k] for k in range(mention.first, self.completed(mention))}

    def author(self, mention: Mention) -> Mention | None:
        """Return X of "a statement (released) by X", "a letter from X" and "an article in X"."""
        page, j = self.page, mention.end
        if page.lower_at(j) in WRITTEN:
            j += 1
            while page.lower_at(j) in _DATING or page.tags_at(j) & TIME:  # published on Thursday by X
                j += 1
        printed = page.lower[mention.head] in PRINTED and page.lower_at(j) == "in"
        if page.lower_at(j) not in ("by", "from") and not printed:
            return None
        found = self.subjects.starting(j + 1)
        return found if found is not None and found.shape in (Shape.NAME, Shape.BODY, Shape.ROLE) else None

    def _end(self, mention: Mention, links: tuple[str, ...]) -> int:
        page, end = self.page, mention.end
        if not page.tags[mention.head] & (ROLE | BODY | NOUN):
            return end
        while end + 1 < len(page) and end - mention.first < _TITLE_WORDS:
            linked = page.lower[end] in links or (
                page.lower[end] == "and" and page.caps[end - 1] and page.caps[end + 1]
            )
            familiar = links is _ANY and page.lower[end : end + 2] == ["familiar", "with"]
            following = self._following(end + 1 + familiar) if linked or familiar else None
            if following is None or following.shape in (Shape.PRONOUN, Shape.WHO):
                break
            end = following.end + self._described(following)
        return end

    def _following(self, token: int) -> Mention | None:
        """Return the mention that starts at a token, or behind "of" and plain nouns: the second summit of (the EU)."""
        page, k = self.page, token + 1
        if (found := self.subjects.starting(token)) is not None or not page.tags[token] & DET:
            return found
        while k - token <= _NOUNS and page.word_at(k).islower() and not page.tags[k] & ~_PLAIN:
            k += 1
        linked = k > token + 1 and page.lower_at(k) == "of"
        return self.subjects.starting(k + 1) if linked and page.words[k - 1] not in word_set("adverbial") else None

    def _described(self, people: Mention) -> bool:
        """Whether a people or place only describes the unknown noun behind it: in a Ukrainian (uniform)."""
        page, k = self.page, people.end
        unknown = page.word_at(k).isalpha() and not page.caps[k] and not page.tags[k]
        return unknown and bool(page.tags[k - 1] & NATION) and not tells_act(page, k)
