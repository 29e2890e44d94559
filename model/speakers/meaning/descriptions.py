"""What an article says of the persons it names: titles, asides before and after the name, roles that take a name."""

import re

from model.labels import Side
from model.language.lists import word_set
from model.sides.likeness import likeness
from model.speakers.cues.reading import Reading
from model.speakers.meaning.naming import takes_name
from model.speakers.meaning.phrases import Phrases
from model.speakers.meaning.told import behind_age, told_of
from model.speakers.mentions.acting import is_trade, tells_act
from model.speakers.mentions.capitals import gives_seat
from model.speakers.mentions.mention import Mention, Shape, is_governed
from model.speakers.mentions.names import People, Person
from model.speakers.mentions.offices import capital_of, is_well_known
from model.speakers.tokens.lexicon import AUX, BODY, CUE, DET, NATION, NOUN, PREP, ROLE, TITLE, nations_in
from model.speakers.tokens.page import BREAK, QUOTE

_GENITIVE = re.compile(r"['’]s\b")
_FOREIGN = 0.85  # of those who are called so
_ASIDE = 16  # tokens of an appositive, at most
_ASIDE_ENDS = frozenset([",", ".", ";", ":", "(", ")", QUOTE, BREAK, "–", "—", ""])
_FEW = 4  # tokens before a role: this year's
_VISITING = frozenset(["correspondent", "reporter", "journalist", "activist"])  # where they are is not where they stand
_COME = frozenset("soldier fighter medic sergeant private gunner pilot volunteer refugee exile migrant evacuee".split())
_TOLD_OF = frozenset("informed reminded assured accused suspected convicted cleared rid".split())
_PUT_IN = frozenset(["appointed", "elected", "named", "nominated", "chosen", "installed", "promoted", "retired"])
_BEING = frozenset("is was has heads headed leads led runs ran commands commanded chairs chaired works worked".split())


def _is_foreign(name: str) -> bool:
    """Whether hardly anybody in Ukraine or Russia is called so: Tim Hall said from Kharkiv what he saw."""
    like = likeness(name)
    return like.get(Side.WEST, 0.0) + like.get(Side.OTHER, 0.0) > _FOREIGN


class Descriptions:
    """Collects what the article says of each person: titles before the name, asides after it or before it."""

    def __init__(self, reading: Reading, people: People, phrases: Phrases) -> None:
        self.page, self.subjects, self.people, self.phrases = reading.page, reading.subjects, people, phrases
        self.mentions = reading.subjects.mentions

    def collect(self) -> dict[int, Person]:
        """Give every person the descriptions that the page has; return who bears a role's name, by the role's head."""
        taken: dict[int, Person] = {}
        for k, mention in enumerate(self.mentions):
            person = self.people.by_mention.get(mention.head) if mention.shape is Shape.NAME else None
            if person is None:
                continue
            for told in (self._before_name(mention), self._aside_after(mention), self._aside_before(mention, k)):
                person.describe(told + self._opening_state(mention, told))
            person.describe(self._body_behind(mention))
            person.describe(self._seat(mention))
            if (role := takes_name(self.page, self.subjects, mention)) is not None:
                person.describe(self.phrases.full(role))
                taken[role.head] = person
        for person in self.people.persons:
            if not person.descriptions and not is_well_known(person.name):  # who is known is told all sorts of things
                for place in person.places:
                    person.describe(told_of(self.page, place.end, native=not _is_foreign(person.name)))
        return taken

    def _before_name(self, mention: Mention) -> str:
        """Return the office before a name, and where its holder is: "Mayor", "lawmaker in Minsk"."""
        first = mention.first
        while first < mention.name and self.page.lower[first] in word_set("honorific") | {"the", "a", "an"}:
            first += 1
        end = mention.name
        while end > first and self.page.lower[end - 1] in word_set("honorific"):
            end -= 1
        return self.page.string(first, end) + self._setting(mention) if end > first else ""

    def _setting(self, mention: Mention) -> str:
        """Return " in Minsk" of "In Minsk, lawmaker Ivan Petrenko", where the title names no state."""
        page, place = self.page, self._opening_place(mention)
        if place is None or not self._follows_place(place, mention):
            return ""
        tags = [page.tags[k] for k in range(mention.first, mention.name)]
        settled = any(tag & ROLE for tag in tags) and not any(tag & (NATION | BODY) for tag in tags)
        visiting = (_VISITING | word_set("office")) & set(page.lower[mention.first : mention.name])
        return f" in {page.string(place.first, place.end)}" if settled and not visiting else ""

    def _follows_place(self, place: Mention, mention: Mention) -> bool:
        """Whether a title stands right behind "In Minsk," or behind "In Minsk, where ...".

        Whom the clause tells of has come there: "In Minsk, where he lives". So has who fights, or fled.
        """
        page, first = self.page, place.end + 1
        come = page.lower_at(first + 1) in ("he", "she", "they") or _COME & {*page.lower[mention.first : mention.name]}
        if come or page.lower_at(first) != "where":
            return first == mention.first
        return page.words[first : mention.first].count(",") == 1 and page.words[mention.first - 1] == ","

    def _opening_state(self, mention: Mention, told: str) -> str:
        """Return " in Latvia" of "In Latvia, a Defence Ministry spokesman, Ivan Petrenko, said": no state is named."""
        words = _GENITIVE.sub("", told.lower()).split()
        if any(word_set(kind).isdisjoint(words) for kind in ("authority", "office")):  # a military analyst is a guest
            return ""
        place = self._opening_place(mention)
        if place is None or not self._opens_with(place, mention, told) or "in" in words or nations_in(words):
            return ""
        named = self.page.string(place.first, place.end)
        state = self.page.tags[place.first] & NATION and place.owner is None
        return f" in {named}" if state or capital_of(named) else ""

    def _opens_with(self, place: Mention, mention: Mention, told: str) -> bool:
        """Whether a name, or what is told before it, stands right behind a place: no clause of others between."""
        if place.end + 1 == mention.first:
            return True
        before, _, behind = self.page.string(place.end + 1, mention.first).rpartition(told)
        return behind == "," and before.strip().lower() in ("", "a", "an", "the")

    def _opening_place(self, mention: Mention) -> Mention | None:
        """Return what follows the "in" or "from" that opens a mention's sentence, up to a comma."""
        page, low = self.page, self.page.bounds[self.page.sentence[mention.first]]
        place = self.subjects.starting(low + 1) if page.lower[low] in ("in", "from") else None
        return place if place is not None and page.word_at(place.end) == "," else None

    def _aside_after(self, mention: Mention) -> str:
        """Return "head of the Duma" of "Name, head of the Duma, said"; also after "who is" and "from"."""
        page, j = self.page, mention.end
        if page.word_at(j) not in (",", "–", "—") or page.ends_sentence(j):  # a dateline's dash
            return ""
        j = behind_age(page, j + 1)
        if j + 1 >= len(page) or (page.lower[j] == "who" and page.lower[j + 1] not in _BEING) or self._goes_on(j):
            return ""
        if page.words[j][0].isdigit():  # Biden – 64 percent support him
            return ""
        while page.lower_at(j) in ("who", "is", "was", "a", "an", "the", "of", "from", "with"):
            j += 1
        end = self._aside_end(j)
        apart = page.word_at(end) in (",", "–", "—", "(", "") or self._closes(mention, j, end)
        if is_governed(page, mention) and not apart:
            return ""  # according to Koss, the Russian army is ...
        return page.string(j, end) if self._describes(j, end) else ""

    def _closes(self, mention: Mention, j: int, end: int) -> bool:
        """Whether a source and what [j, end) says he is close a sentence: “...”, according to Koss, a judge.

        Its first noun is somebody's, unlike that of "according to Koss, a blow to the Russian army".
        """
        page, source = self.page, mention.first - 2
        sourced = page.lower[max(0, source) : mention.first] == ["according", "to"]
        noun = next((k for k in range(j, end) if page.tags[k] & PREP), end)
        behind = sourced and source > page.bounds[page.sentence[source]]
        return behind and page.word_at(end) == "." and self._describes(j, noun)

    def _describes(self, j: int, end: int) -> bool:
        """Whether the tokens [j, end), the article before them left out, say what somebody is."""
        page, article = self.page, self.page.lower[j - 1]
        if page.has_capital(j) and not self._office(j, end):
            return False
        of_people = end == j + 1 and article in ("a", "an") and page.tags[j] & NATION  # a Russian who lives
        of_trade = end > j and article in ("a", "an", "the") and is_trade(page, end - 1)  # a tea planter
        return bool(of_people or of_trade or any(page.tags[k] & (ROLE | BODY) for k in range(j, end)))

    def _body_behind(self, mention: Mention) -> str:
        """Return "German army" of "Ivan Petrenko of the German army" and "Ivan Petrenko from the German army said".

        Not of "said Ivan Petrenko of the German army": that may be whom he spoke of.
        """
        page, link, before = self.page, self.page.lower_at(mention.end), mention.first - 1
        body = self.subjects.starting(mention.end + 1) if link in ("of", "from", "with") else None
        if body is None or body.shape is not Shape.BODY:
            return ""
        if page.tags_at(before) & CUE or page.lower_at(before) in _TOLD_OF:
            return ""
        end = self.phrases.end(body)
        ends = page.tags_at(end) & CUE or (link == "of" and page.word_at(end) in _ASIDE_ENDS)
        return page.string(body.first + bool(page.tags[body.first] & DET), end) if ends else ""

    def _seat(self, mention: Mention) -> str:
        """Return "R-S.C." of "Sen. John Koval, R-S.C., said": a party of the United States and a state of theirs."""
        page, k = self.page, mention.end + 1
        closed = page.word_at(k + 1) in (")", ",", ".")
        return page.words[k] if closed and gives_seat(page, k) else ""

    def _goes_on(self, j: int) -> bool:
        """Whether the clause goes on behind the comma: "the minister, Roman Koss, accused Russia"."""
        page = self.page
        noun = page.tags[j] & NOUN or page.lower[j] in _PUT_IN or page.lower[j + 1] == "by"
        return tells_act(page, j) and not page.caps[j] and not noun  # United Nations coordinator

    def _office(self, j: int, end: int) -> bool:
        """Whether an office or a people is among the tokens [j, end)."""
        return any(
            (self.page.tags[k] & ROLE and not self.page.tags[k] & TITLE) or self.page.tags[k] & NATION
            for k in range(j, end)
        )

    def _aside_end(self, j: int) -> int:
        """Return the end of an aside that starts at a token: its closing mark, or a verb of the clause around it."""
        page, end = self.page, j
        while end - j < _ASIDE and page.word_at(end) not in _ASIDE_ENDS:
            if page.lower[end] in ("said", "says", "told", "who", "wrote", "has", "was", "is"):
                break
            end += 1
        return end

    def _aside_before(self, mention: Mention, k: int) -> str:
        """Return "head of the Security Council" of "the head of the Security Council, Name, said"."""
        page = self.page
        titled = all(page.tags[j] & TITLE for j in range(mention.first, mention.name))
        if k == 0 or not titled or page.words[mention.first - 1] != ",":
            return ""
        low = j = k - 1
        if self.mentions[j].end != mention.first - 1:
            return self._opening(mention.first - 1)
        while low > 0 and self._linked(self.mentions[low - 1], self.mentions[low]):
            low -= 1
        head = self.mentions[low]
        if head.shape is not Shape.ROLE or self._of_another(head, mention):
            return ""
        first = head.first + (page.lower[head.first] in ("the", "a", "an"))
        return page.string(first, self.mentions[j].end)

    def _of_another(self, role: Mention, name: Mention) -> bool:
        """Whether a role between commas belongs to what is before it: "hosted by Japan, chair of the G7, Koss said"."""
        page, first = self.page, role.first
        while first and page.words[first - 1] != "," and not page.caps[first - 1] and role.first - first < _FEW:
            first -= 1
        before = self.subjects.ending(first - 1) if page.word_at(first - 1) == "," else None
        if before is None or not page.tags_at(name.end) & CUE:
            return False
        definite = page.lower[first] == "the" or page.caps[first]  # at the UN, the envoy of Japan, Roman Koss said
        return self._is_surely_person(before) if definite else before.shape is not Shape.PRONOUN

    def _is_surely_person(self, mention: Mention) -> bool:
        """Whether a name is somebody's by a gender or a known office."""
        person = self.people.by_mention.get(mention.head)
        return person is not None and bool(person.gender or is_well_known(person.name))

    def _opening(self, comma: int) -> str:
        """Return "director of a Belarusian mill" where such words alone open the sentence of the name behind them."""
        page, first = self.page, self.page.bounds[self.page.sentence[comma]]
        head = self.subjects.starting(first)
        if head is None or head.shape is not Shape.ROLE or not head.end < comma <= first + _ASIDE:
            return ""
        plain = all(page.words[j][0].isalnum() and not page.tags[j] & (AUX | CUE) for j in range(head.end, comma))
        completed = plain and page.tags[head.end] & PREP
        return page.string(first + (page.lower[first] in ("the", "a", "an")), comma) if completed else ""

    def _linked(self, a: Mention, b: Mention) -> bool:
        if b.first - a.end != 1:
            return False
        listed = self.page.lower[a.end] == "and" and a.shape is not Shape.NAME
        return listed or bool(self.page.tags[a.end] & PREP)
