"""The subject of a verb: found by walking back, or forward where the order is turned round."""

from model.speakers.mentions.acting import tells_act
from model.speakers.mentions.heads import SHARES, Heads
from model.speakers.mentions.mention import GENITIVE, Mention, Shape, is_governed
from model.speakers.tokens.lexicon import ADV, AUX, CUE, DET, NEG, POSS, PREP, PRONOUN, TIME, lexicon
from model.speakers.tokens.page import BREAK, QUOTE

_SKIPPED = AUX | NEG | ADV | TIME
_CLAUSE = frozenset({QUOTE, BREAK, ";", ":", "(", "["})
_COMMAS = frozenset({",", "–", "—", "-", "(", ")"})
_PASSED_ON = frozenset("seen obtained reviewed published released leaked cited quoted shared posted".split())
_DATING = frozenset(["on", "in", "by", "last", "this", "earlier"])
_MAX_ONE = 6  # tokens of "one of the drivers" before a comma and the name
_MAX_ASIDE = 30  # tokens of "X, an aside, said" that are still looked over


class Subjects(Heads):
    """Says, for one page, which mention is the subject of the verb at a token."""

    def before(self, verb: int) -> Mention | None:
        """Return the subject that stands before the verb, across auxiliaries, adverbs and asides."""
        low = self.page.bounds[self.page.sentence[verb]]
        j = self._skip_back(verb, low)
        if j <= low or self.page.words[j - 1] in _CLAUSE:
            return None
        if j - low > 2 and self.page.lower[j - 2 : j] == ["of", "them"] and self.page.tags[j - 3] & DET:  # noqa: PLR2004
            return Mention(j - 3, j - 2, Shape.GENERIC, j - 3)  # one of them said
        if self.page.words[j - 1] in _COMMAS and j - 1 > low:
            return self._across_aside(j - 1, low)
        if self.page.lower[j - 1] == "that" and (relative := self.head(j - 1, low)):
            return relative
        found = self.head(j, low) or self.generic_head(j, low)
        return self._before_relative(found, low) or found

    def _before_relative(self, found: Mention | None, low: int) -> Mention | None:
        """Return X in "X who spoke to Y (said)", "X speaking to Y (said)", "papers seen by Y" for `found` Y."""
        if found is None or found.shape is Shape.WHO:
            return None
        page = self.page
        if found.first - 2 > low and page.lower[found.first - 1] == "by" and page.lower[found.first - 2] in _PASSED_ON:
            return next((m for m in reversed(self.within(low, found.first - 2)) if m.shape is Shape.PAPER), None)
        for k in range(found.first - 1, max(low, found.first - _MAX_ASIDE), -1):
            if page.words[k] in _CLAUSE or page.words[k] in _COMMAS or page.lower[k] in ("that", "and", "but"):
                return None
            if page.lower[k] in ("who", "speaking", "talking", "writing", "quoted", "cited"):
                return self.head(k, low)
        return None

    def after(self, verb: int) -> Mention | None:
        """Return the subject that follows the verb: said (also) the minister."""
        j = verb + 1
        while self.page.tags_at(j) & (ADV | NEG):
            j += 1
        if (named := self._named_one(j)) is not None:
            return named
        found = self._shared(j) or self.starting(j)
        return self.generic_after(j) if found is None or self._cut_short(found) else self.owned_by(found)

    def _shared(self, j: int) -> Mention | None:
        """Return the drivers of "(said) one of the drivers", but no land or city: most of Kyiv."""
        page = self.page
        if page.lower_at(j) not in SHARES or page.lower_at(j + 1) != "of":
            return None
        found = self.starting(j + 2)
        if found is None or found.shape is not Shape.PLACE or page.word_at(found.end) in GENITIVE:
            return found
        return found if page.tags[found.first] & DET else None

    def _named_one(self, j: int) -> Mention | None:
        """Return X of "(said) one of the drivers, X." and of "(said) the older of them, X."."""
        page, first, comma = self.page, self.starting(j), j
        partitive = page.lower_at(j) in ("one", "another") or "of" in page.lower[j : j + 3]
        if not partitive or (first is not None and first.shape is Shape.NAME):  # X of Dearborn, Michigan
            return None
        limit = j + _MAX_ONE + any(word in GENITIVE for word in page.words[j : j + _MAX_ONE])
        while comma < limit and (page.word_at(comma)[:1].isalnum() or page.word_at(comma) in GENITIVE):
            comma += 1
        named = self.starting(comma + 1) if page.word_at(comma) == "," else None
        closed = named is not None and named.shape is Shape.NAME and page.word_at(named.end) in (",", ".")
        return named if closed else None

    def _cut_short(self, found: Mention) -> bool:
        """Whether a people's name only tells whose an unknown noun is: said the Russian beekeeper."""
        page, end = self.page, found.end
        if found.shape is not Shape.PLACE or not page.tags[found.first] & DET:
            return False
        return page.word_at(end).isalpha() and not page.caps[end] and not page.tags[end] & (PREP | AUX | CUE | ADV)

    def _skip_back(self, verb: int, low: int) -> int:
        """Return the token after the last one before a verb that is not auxiliary, adverb or time."""
        page, j = self.page, verb
        while j > low:
            if self.ending(j) is not None:
                break
            if page.lower[j - 1] == "ago":  # who (two) decades ago asked
                j -= 2
                j -= j > low and bool(page.tags[j - 1] & DET or page.words[j - 1][0].isdigit())
            elif self._leads_on(j - 1, verb):
                j -= 1
            else:
                break
        return j

    def _leads_on(self, k: int, verb: int) -> bool:
        """Whether a word only leads on to a verb: has, later, to, (wanted) to, on Monday."""
        page, tags, word = self.page, self.page.tags[k], self.page.lower[k]
        if tags & _SKIPPED or word.endswith("ly") or word == "to":
            return True
        if page.lower[k + 1] == "to":
            return bool(tags & CUE) or (tells_act(page, k) and self.ending(k) is not None)
        return word in _DATING and k + 1 < verb and bool(page.tags[k + 1] & TIME)

    def _across_aside(self, comma: int, low: int) -> Mention | None:
        """Return X in "X, an aside, (said)": the nearest segment between commas that can be a subject."""
        end, candidate = comma, None
        floor = max(low, comma - _MAX_ASIDE)
        while end > floor:
            start = self._segment_start(end, floor)
            if self.page.words[start - 1] == "(" and start > floor:
                return self.head(start - 1, low) or self.generic(start - 1, low)
            if (found := self.head(end, start)) is not None:
                if (sure := self._sure_subject(found, start, end, comma)) is not None:
                    return sure
                if candidate and self._leads(found, start):
                    return found
                if self._may_lead(found, start):
                    candidate = candidate or found
            if start <= floor or self.page.words[start - 1] not in _COMMAS:
                return self._told_of(start - 1, low) or candidate
            end = start - 1
        return candidate

    def _sure_subject(self, found: Mention, start: int, end: int, comma: int) -> Mention | None:
        """Return the subject that the segment [start, end) surely holds: a name that describes nobody before it."""
        opens = start == self.page.bounds[self.page.sentence[start]] and self.page.lower[start] == "as"
        if self._is_parenthetical(start + opens):
            return found if self._named_before_aside(found, end, comma, start) else None
        return (self._served(start) or found) if found.shape is Shape.NAME else None

    def _told_of(self, token: int, low: int) -> Mention | None:
        """Return X in "X, who sang “a title”, (said)", where marks stand at `token`."""
        page = self.page
        if token < low or page.words[token] != QUOTE:
            return None
        for k in range(token - 1, max(low + 1, token - _MAX_ASIDE), -1):
            if page.words[k] in _CLAUSE:
                return None
            if page.lower[k] in ("who", "whose") and page.words[k - 1] == ",":
                return self.head(k - 1, low)
        return None

    def _may_lead(self, found: Mention, start: int) -> bool:
        """Whether a segment between commas can be a subject: not "from Dnipro", "translated", "parts of which were"."""
        if self._participial(start) or self.page.tags[start] & PREP:
            return False
        return not {"which", "whom"} & set(self.page.lower[start : found.first])

    def _leads(self, found: Mention, start: int) -> bool:
        """Whether a role or body opens its clause, so that the asides behind are about it: the official, a friend."""
        begins = start == self.page.bounds[self.page.sentence[start]] or self.page.words[start - 1] == QUOTE
        return begins and found.first - start <= 1 and found.shape in (Shape.ROLE, Shape.BODY)

    def _participial(self, start: int) -> bool:
        """Whether a segment tells what was done: "translated into English", but not "Mohammed Salim"."""
        word = self.page.lower[start]
        return (word.endswith("ed") or word in _PASSED_ON) and not self.page.caps[start]

    def _named_before_aside(self, found: Mention, end: int, comma: int, start: int) -> bool:
        """Whether what opens the sentence only leads up to a name that an aside describes: But X, a mayor, (said)."""
        page, aside = self.page, end + 1
        if found.shape is not Shape.NAME or found.end != end or end >= comma or is_governed(page, found, start):
            return False
        described = page.tags[aside] & DET or page.words[aside][0].isdigit() or self.starting(aside) is not None
        return bool(described)

    def _served(self, start: int) -> Mention | None:
        """Return X in "X, an adviser to the president, Y, (said)", where Y starts at `start`."""
        words, lower = self.page.words, self.page.lower
        office = self.ending(start - 1) if words[start - 1] == "," else None
        if office is None or office.shape is not Shape.ROLE or lower[office.first - 1] not in ("to", "of", "for"):
            return None
        server = self.ending(office.first - 1)
        named = self.ending(server.first - 1) if server is not None and words[server.first - 1] == "," else None
        return named if named is not None and named.shape is Shape.NAME else None

    def _segment_start(self, end: int, floor: int) -> int:
        j = end
        while j > floor and self.page.words[j - 1] not in _COMMAS and self.page.words[j - 1] not in _CLAUSE:
            j -= 1
        return j

    def _is_parenthetical(self, start: int) -> bool:
        """Whether a segment between commas describes what stands before it."""
        page = self.page
        if page.tags[start] & (DET | PRONOUN | PREP | POSS):
            return True
        if page.lower[start].endswith("ing") or self._participial(start):
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
            and page.lower_at(previous.first - 1) in ("in", "of", "from", "at", "near")
            and self.page.lower[found.first] not in lexicon().name_gender
        )
