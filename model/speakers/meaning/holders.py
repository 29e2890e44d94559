"""Who holds an office: the person whom "the governor" means."""

from collections.abc import Collection
from operator import itemgetter

from model.language.lists import meanings, word_set
from model.speakers.cues.cue import Tie
from model.speakers.cues.reading import Reading
from model.speakers.cues.verbs import HEARERS
from model.speakers.meaning.fitting import CHIEFS, SMALL, fitness, of_another, suits
from model.speakers.meaning.nameless import is_indefinite, is_nameless, noun_of
from model.speakers.mentions.mention import Mention, Shape
from model.speakers.mentions.names import People, Person
from model.speakers.tokens.lexicon import CUE, POSS, ROLE, lexicon, nations_in

_NEAR_BY = 6  # sentences, a break between paragraphs counting as one
_HOLDERS = 50  # persons that are weighed for one office
_TOLD = 3  # sentences before "the driver" in which somebody was told something
_TELLING = frozenset(["tell", "ask", "answer"])
_GENERAL = frozenset(["official", "politician", "leader", "figure", "diplomat", "commander", "lawmaker"])
_ANSWERING = frozenset(["reply", "answer", "respond", "retort"])
_ANY = frozenset(["official", "diplomat"])  # whom a page has many of
_TOLD_BY = word_set("media") | {"agency"}
_TELLING_APART = frozenset(["in", "of", "at", "with", "from", "inside", "within", "familiar", "close", "near"])
_PAST = frozenset(["former", "retired", "ex"])  # no official now
_GOING_ON = 2  # sentences after which whoever adds to a role's words is still that role
_SOON = 8  # sentences within which a role that speaks is named
_ELSEWHERE = frozenset(["earlier", "previously", "meanwhile", "separately"])  # begin what somebody else has said


class Holders:
    """Knows the offices of the persons of one page."""

    def __init__(self, reading: Reading, people: People) -> None:
        self.reading, self.page, self.people = reading, reading.page, people
        self._holders = self._by_office()

    def best(self, mention: Mention, around: set[str]) -> tuple[Person | None, int]:
        """Return whom an office fits best and the token of the last mention before it, or None and -1.

        `around` are the office's words with what completes it, as `Phrases.words` gives them.
        """
        head, around = self._office(mention, around)
        heads = sorted(CHIEFS) if head in CHIEFS else [head]
        known = dict.fromkeys(person for word in heads for person in self._holders.get(word, []))
        persons = self._serving(mention, list(known))
        bare = around <= SMALL | {head}
        fits = [(fitness(p, head, around), self._place_of(p, mention.first), p) for p in persons]
        ranked = [(min(fit, 1) if bare else fit, place, p) for fit, place, p in fits if fit > 0]
        if ranked:
            _, place, person = max(ranked, key=itemgetter(0, 1))  # the first of equals
            return person, place
        kinds = meanings(head)
        return self._broadly(mention, kinds) if kinds else (None, -1)

    def _broadly(self, mention: Mention, kinds: frozenset[str]) -> tuple[Person | None, int]:
        """Return whom "the officer" means after "Captain Ivan Petrenko", named lately, and the token of the mention."""
        near = self.page.bounds[self.reading.back(mention, _NEAR_BY)]
        for earlier in reversed(self.reading.lately(mention)):
            person = self.people.by_mention.get(earlier.head) if earlier.first >= near else None
            owned = self.page.tags[earlier.first] & POSS  # her father is no priest
            meant = kinds - word_set("kin") if owned else kinds
            if person is not None and person.words & meant and suits(self.page, person, mention, set()):
                return person, earlier.first
        return None, -1

    def rather(self, speaker: Person, holder: Person, mention: Mention, around: set[str]) -> bool:
        """Whether an office fits who spoke last no worse than the holder whom it was given to."""
        office = self._office(mention, around)
        return fitness(speaker, *office) >= fitness(holder, *office) > 0

    def _office(self, mention: Mention, around: set[str]) -> tuple[str, set[str]]:
        """Return the noun of an office and its words; a head of state is a president."""
        head = self.page.lower[mention.head]
        if head == "head" and "state" in around:
            return "president", around - {"head", "state"}
        return head, around

    def _by_office(self) -> dict[str, list[Person]]:
        """Return, for each word, the persons whose descriptions or well-known offices have it, at most _HOLDERS."""
        out: dict[str, list[Person]] = {}
        for person in self.people.persons:
            for word in person.known:
                out.setdefault(word, []).append(person)
        return {word: persons[:_HOLDERS] for word, persons in out.items()}

    def _serving(self, mention: Mention, persons: list[Person]) -> list[Person]:
        """Return those who can hold an office, which is its owner's where it has one: Mr Petrenko's spokesman."""
        if mention.owner is None:
            return persons
        owner = self.people.by_mention.get(mention.owner.head)
        if owner is None and mention.owner.shape is Shape.ROLE:
            head = self.page.lower[mention.owner.head]
            return [p for p in persons if head in p.words]
        if owner is None:
            return persons
        keys = {word.lower() for word in owner.name.split()}
        return [p for p in persons if p is not owner and p.words & keys]

    def introduced(self, mention: Mention) -> Mention | None:
        """Return the nameless role that "the official" takes up: "a senior official" before."""
        page, owner = self.page, mention.owner
        told = owner is not None and page.lower[owner.head] in _TOLD_BY  # the agency's interlocutor
        if is_indefinite(self.page, mention) or (owner is not None and not told):
            return None
        head = page.lower[mention.head]
        same = self._taken_up(mention, {head})
        bare = page.lower[mention.first] == "the" and page.lower_at(mention.end) not in _TELLING_APART
        if same is not None or not bare or head not in ("source", "interlocutor"):
            return same
        alike = self._taken_up(mention, word_set("unnamed"))
        return alike if alike is not None and self.reading.speaks(alike) else None

    def _taken_up(self, mention: Mention, nouns: Collection[str]) -> Mention | None:
        """Return the last role before a mention that has one of some nouns and is nobody's who is named."""
        page, head = self.page, self.page.lower[mention.head]
        earlier = reversed(self.reading.lately(mention))
        same = (m for m in earlier if m.shape is Shape.ROLE and noun_of(page, m) in nouns)
        same = (m for m in same if not of_another(page, m, mention))
        new = (m for m in same if is_nameless(self.reading, m) or (m.owner and self.best(m, {head})[0] is None))
        return next(new, None)

    def said_before(self, mention: Mention, around: set[str], last: tuple[int, Person | None] | None) -> Person | None:
        """Return whoever spoke last, with or without a quotation, where "the general" can mean nobody else near.

        `last` is the token of the quotation before and who said it.
        """
        page = self.page
        if page.lower[mention.first] not in ("the", "this") or mention.owner:
            return None
        if self._is_kin(mention) or self._answers(mention) or self._was_told(mention):
            return None
        person = self._last_speaker(mention, last)
        if person is None or self._of_another_trade(person.known, mention):
            return None
        if page.lower[mention.head] in word_set("counterpart") - person.known and self._may_face(person):
            return None
        return person if suits(page, person, mention, around) else None

    def _last_speaker(self, mention: Mention, last: tuple[int, Person | None] | None) -> Person | None:
        """Return who is named as speaking last near by, or who said the quotation before if that came later."""
        near = self.page.bounds[self.reading.back(mention, _NEAR_BY)]
        told = (c for c in self.reading.cues_before(mention.first, near) if c.tie is not Tie.PASSIVE)
        others = (c for c in told if not self._same_role(c.subject, mention))
        cue = next((c for c in others if c.strength == "strong"), None)
        person, token = None, -1
        if cue is not None and cue.subject.shape is Shape.NAME:
            person, token = self.people.by_mention.get(cue.subject.head), cue.first
        if last is not None and last[0] >= near and (person is None or token < last[0]):
            person = last[1]
        return person

    def _may_face(self, person: Person) -> bool:
        """Whether somebody may be whom a counterpart speaks with: one of whom nothing is known, or a counterpart."""
        return not person.known or not person.known.isdisjoint(word_set("counterpart"))

    def _of_another_trade(self, known: set[str], mention: Mention) -> bool:
        """Whether what is known of somebody is no office, as a role is: a teacher is not "the mayor"."""
        trades = {word for word in known if lexicon().tags.get(word, 0) & ROLE}
        offices = word_set("office") - _GENERAL
        head, then = self.page.lower[mention.head], self.page.lower_at(mention.end)
        office = head in offices or (head in CHIEFS and then == "of")
        return office and bool(trades) and not trades & (offices | CHIEFS)

    def _answers(self, mention: Mention) -> bool:
        """Whether the mention speaks to whoever spoke last: "the doctor replied", "the doctor told her"."""
        page = self.page
        return any(c.lemma in _ANSWERING or page.lower_at(c.end) in HEARERS for c in self.reading.cues_of(mention))

    def _was_told(self, mention: Mention) -> bool:
        """Whether the role was spoken to just before: "told the driver"."""
        page = self.page
        since = page.bounds[self.reading.back(mention, _TOLD)]
        told = (m for m in self.reading.subjects.within(since, mention.first) if m.shape is Shape.ROLE)
        same = (m for m in told if page.lower[m.head] == page.lower[mention.head])
        return any(
            lexicon().cues[page.lower[m.first - 1]].lemma in _TELLING
            for m in same
            if m.first and page.tags[m.first - 1] & CUE
        )

    def _same_role(self, earlier: Mention, mention: Mention) -> bool:
        """Whether an earlier mention is the same role, so that it says no more of who that is."""
        return earlier.shape is Shape.ROLE and self.page.lower[earlier.head] == self.page.lower[mention.head]

    def named_soon(self, mention: Mention, around: set[str]) -> Person | None:
        """Return whom "a senior official" is, where somebody whom it fits is first named, and speaks, right after."""
        page, head = self.page, self.page.lower[mention.head]
        if self.introduced(mention) is not None or self._keeps_name(mention):
            return None
        last = page.sentence[mention.first] + _SOON
        for person in self.people.persons:
            first = person.places[0].first
            if first < mention.end or page.sentence[first] > last or not self.reading.speaks(person.places[0]):
                continue
            if _ELSEWHERE & set(page.lower[page.bounds[page.sentence[first]] : first]):
                continue
            if head in _ANY and self.reading.others_speak(mention, person.places[0]):
                return None
            if head in _ANY and person.known & _PAST:
                continue
            if self._goes_on(mention, person) and suits(self.page, person, mention, around):
                return person
            alike = nations_in(around) & nations_in(person.known)
            if (head in person.known or head in _GENERAL) and alike and suits(self.page, person, mention, around):
                return person
        return None

    def _is_kin(self, mention: Mention) -> bool:
        """Whether a role is known by its kin: "the wife of one of them"; the mother of two has been told of before."""
        page, k = self.page, mention.end
        if page.lower[mention.head] not in word_set("kin") or page.lower_at(k) != "of":
            return False
        one = page.lower_at(k + 1) == "one" and page.lower_at(k + 2) == "of"
        return one or page.has_capital(k + 1) or page.lower_at(k + 1) in ("the", "his", "her", "their")

    def _keeps_name(self, mention: Mention) -> bool:
        """Whether whoever is told of speaks without a name: on condition of anonymity, granted anonymity."""
        first, end = self.page.extent(self.page.sentence[mention.first])
        return "anonymity" in self.page.lower[first:end]

    def _goes_on(self, mention: Mention, person: Person) -> bool:
        """Whether the person, named for the first time, only adds to what the role said: "Ivan Petrenko added"."""
        first = person.places[0]
        near = self.page.sentence[first.first] - self.page.sentence[mention.first] <= _GOING_ON
        cues = self.reading.cues_of(first)
        return near and self.reading.speaks(mention) and any(cue.lemma in ("add", "continue") for cue in cues)

    def _place_of(self, person: Person, token: int) -> int:
        place = person.last_before(token)
        return place.first if place else -1
