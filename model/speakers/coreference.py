"""From a mention to the person or body it means: pronouns, surnames, roles, papers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from model.speakers.lexicon import BODY, DET, NOUN, PREP, ROLE, lexicon
from model.speakers.mentions import Mention, Shape, is_plural, pronoun_gender
from model.speakers.names import People, Person
from model.speakers.offices import office_words
from model.speakers.pronouns import Referent, Referents
from model.speakers.rank import Ranker
from model.speakers.reading import Reading

_TITLE_WORDS = 14  # tokens of a title with what completes it
_TAKEN_UP = 10  # sentences over which a nameless role is taken up
_INDEFINITE = frozenset("a an another one some two three four any many several few other no every each".split())
_HONORIFICS = frozenset("mr mrs ms miss sir dr".split())


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a mention means. `antecedent` is the mention that gave the name, `basis` how it was found, `certainty` 0..1."""

    name: str = ""
    description: str = ""
    descriptions: tuple[str, ...] = ()
    antecedent: Mention | None = None
    certainty: float = 0.5
    person: Person | None = None
    basis: str = "unknown"


Spoken = Sequence[tuple[int, Identity]]  # the earlier quotations' tokens and speakers


class Resolver:
    """Resolves the mentions of one page."""

    def __init__(self, reading: Reading, ranker: Ranker) -> None:
        self.reading, self.page, self.ranker = reading, reading.page, ranker
        self.people = People(reading.page, reading.subjects.mentions)
        self.referents = Referents(reading, self.people)

    def identify(self, mention: Mention, spoken: Spoken = ()) -> Identity:
        """Return whom `mention` means."""
        person = self.people.by_mention.get(mention.head)
        if person is not None and mention.shape is Shape.NAME:
            return self._of_person(person, self._prefix(mention))
        if mention.shape is Shape.PRONOUN:
            return self._pronoun(mention, spoken)
        if mention.shape is Shape.WHO:
            return self._who(mention, spoken)
        if mention.shape is Shape.ROLE:
            return self._role(mention, spoken)
        if mention.shape is Shape.PAPER:
            return self._paper(mention, spoken)
        return self._body(mention, spoken)

    def _of_person(
        self, person: Person, near: str = "", antecedent: Mention | None = None, certainty: float = 0.5
    ) -> Identity:
        own = tuple(person.descriptions)
        basis = "name" if antecedent is None else "pronoun"
        return Identity(person.name, near or (own[0] if own else ""), own, antecedent, certainty, person, basis)

    def _prefix(self, mention: Mention) -> str:
        first, end = mention.first, mention.name
        while first < end and self.page.tags[first] & DET:
            first += 1
        words = self.page.string(first, end) if end > first else ""
        return "" if words.lower().rstrip(".") in _HONORIFICS else words

    def _pronoun(self, mention: Mention, spoken: Spoken) -> Identity:
        gender = pronoun_gender(self.page, mention)
        if gender in ("m", "f"):
            return self._third_person(mention, spoken)
        if not gender:
            return Identity()
        return self._salient_body(mention.first, spoken, plural=gender == "p")

    def referents_of(self, mention: Mention, spoken: Spoken) -> list[Referent]:
        """Return the persons that "he" or "she" may mean; empty for any other mention."""
        gender = pronoun_gender(self.page, mention)
        if mention.shape is not Shape.PRONOUN or gender not in ("m", "f"):
            return []
        return self.referents.of(mention.first, gender, [(t, i.person) for t, i in spoken])

    def _third_person(self, mention: Mention, spoken: Spoken) -> Identity:
        referents = self.referents_of(mention, spoken)
        if not referents:
            last = spoken[-1][1] if spoken else Identity()
            return replace(last, basis="last")
        shares = self.ranker.probabilities(referents)
        best = max(range(len(shares)), key=shares.__getitem__)
        return self._of_person(referents[best].person, "", referents[best].place, shares[best])

    def _salient_body(self, token: int, spoken: Spoken, *, plural: bool) -> Identity:
        page = self.page
        low = page.bounds[max(0, page.sentence[min(token, len(page) - 1)] - 2)]
        fits = [m for m in self.reading.subjects.within(low, token) if self._can_be_they(m, plural=plural)]
        lead = [m for m in fits if m.first - page.bounds[page.sentence[m.first]] <= 1 or self.reading.speaks(m)]
        if not fits:
            return replace(spoken[-1][1], basis="last") if spoken else Identity()
        chosen = (lead or fits)[-1]
        return replace(self.identify(chosen), antecedent=chosen, basis="they" if plural else "it")

    def _can_be_they(self, mention: Mention, *, plural: bool) -> bool:
        if plural:
            return mention.shape is Shape.BODY or mention.shape is Shape.ROLE and is_plural(self.page, mention)
        return mention.shape in (Shape.BODY, Shape.PLACE, Shape.PAPER)

    def _who(self, mention: Mention, spoken: Spoken) -> Identity:
        j = mention.first
        while j > 0 and self.page.words[j - 1] in (",", "–", "—", "-"):
            j -= 1
        before = self.reading.subjects.across(j)
        if before is None or before.shape is Shape.WHO:
            return Identity()
        return replace(self.identify(before, spoken), antecedent=before)

    def _role(self, mention: Mention, spoken: Spoken) -> Identity:
        own = self._noun_phrase(mention)
        person = None if self._indefinite(mention) or is_plural(self.page, mention) else self._holder(mention, spoken)
        if person is None:
            fuller = self._introduced(mention)
            name = self._noun_phrase(fuller) if fuller else own
            long = self._long_phrase(fuller or mention)
            return Identity(name, own, tuple(dict.fromkeys((own, name, long))), fuller, basis="role")
        known = tuple(dict.fromkeys((own, *person.descriptions)))
        return Identity(person.name, own, known, person.last_before(mention.first), 0.5, person, "office")

    def _indefinite(self, mention: Mention) -> bool:
        return self.page.lower[mention.first] in _INDEFINITE

    def _holder(self, mention: Mention, spoken: Spoken) -> Person | None:
        """Return the person to whom the article, or common knowledge, gives this office: the French president."""
        around = {self.page.lower[k] for k in range(mention.first, self._completed(mention, ("of", "for")))}
        head = self.page.lower[mention.head]
        ranked = [
            (self._fit(person, head, around), self._place_of(person, mention.first), n)
            for n, person in enumerate(self.people.persons)
        ]
        best = max(ranked, default=(0, 0, 0))
        introduced = self._introduced(mention)
        if introduced is not None and introduced.first > best[1]:
            return None
        if best[0] > 0:
            return self.people.persons[best[2]]
        return self._said_before(mention, around, spoken)

    def _introduced(self, mention: Mention) -> Mention | None:
        """Return the nameless role that "the official" takes up: "a senior official" before."""
        page = self.page
        if self._indefinite(mention):
            return None
        earlier = self.reading.subjects.within(page.bounds[max(0, page.sentence[mention.first] - _TAKEN_UP)], mention.first)
        head = page.lower[mention.head]
        same = (m for m in reversed(earlier) if m.shape is Shape.ROLE and page.lower[m.head] == head)
        return next((m for m in same if self._indefinite(m)), None)

    def _fit(self, person: Person, head: str, around: set[str]) -> int:
        """Return how well an office fits: 0 not at all, more for every word in common."""
        nations = lexicon().nations
        wanted = {nations[w] for w in around if w in nations}
        for words, weight in ((person.words, 2), (office_words(person.name), 1)):
            had = {nations[w] for w in words if w in nations}
            if head in words and not (wanted and had and not wanted & had):
                return weight + 2 * len(around & words) + 2 * bool(wanted & had)
        return 0

    def _place_of(self, person: Person, token: int) -> int:
        place = person.last_before(token)
        return place.first if place else -1

    def _said_before(self, mention: Mention, around: set[str], spoken: Spoken) -> Person | None:
        """Return the speaker before, where a bare office ("the general") can mean nobody else near."""
        if not spoken or self.page.lower[mention.first] not in ("the", "this", "his", "her"):
            return None
        token, last = spoken[-1]
        near = self.page.sentence[mention.first] - self.page.sentence[token] <= 3  # noqa: PLR2004 - sentences
        nations = lexicon().nations
        had = {nations[w] for w in last.person.words if w in nations} if last.person else set()
        strange = had and {nations[w] for w in around if w in nations} - had
        gender = lexicon().role_gender.get(self.page.lower[mention.head], "")
        if last.person is None or not near or strange or (gender and last.person.gender not in ("", gender)):
            return None
        return last.person

    def _paper(self, mention: Mention, spoken: Spoken) -> Identity:
        if mention.owner is not None:
            return self.identify(mention.owner, spoken)
        page = self.page
        for k in range(mention.head - 1, mention.first - 1, -1):
            if page.tags[k] & BODY:
                return self._body(Mention(mention.first, k + 1, Shape.BODY, k), spoken)
        if page.lower[mention.first] in ("the", "this", "that"):
            if spoken:
                return replace(spoken[-1][1], antecedent=None, basis="last")
            if (issuer := self._issuer(mention)) is not None:
                return replace(self.identify(issuer), antecedent=issuer, basis="issuer")
        own = self._noun_phrase(mention)
        return Identity(own, own, (own,), basis="paper")

    def _issuer(self, mention: Mention) -> Mention | None:
        """Return the last body or person that was said to have said something before the paper is named."""
        cues = [c for c in self.reading.cues if c.first < mention.first and c.strength == "strong"]
        told = (c.subject for c in reversed(cues) if c.subject.shape in (Shape.BODY, Shape.NAME, Shape.ROLE))
        return next(told, None)

    def _body(self, mention: Mention, spoken: Spoken) -> Identity:
        own = self._noun_phrase(mention)
        fuller = self._fuller_body(mention)
        if fuller is None:
            return Identity(own, own, (own, self._long_phrase(mention)), basis="body")
        name = self._noun_phrase(fuller)
        found = tuple(dict.fromkeys((own, name, self._long_phrase(fuller))))
        return Identity(name, own, found, fuller, basis="body")

    def _fuller_body(self, mention: Mention) -> Mention | None:
        """Return the earlier mention that "the ministry" or "ISW" is short for."""
        page = self.page
        if mention.shape is not Shape.BODY or mention.end - mention.first > 2:  # noqa: PLR2004 - "the ministry"
            return None
        if page.words[mention.head].isupper() and (spelt := self.reading.acronyms.get(page.words[mention.head])):
            return spelt
        if page.lower[mention.first] != "the" or not page.tags[mention.head] & NOUN:
            return None
        head = page.lower[mention.head]
        earlier = self.reading.subjects.within(0, mention.first)
        longer = (m for m in reversed(earlier) if page.lower[m.head] == head and m.end - m.first > mention.end - mention.first)
        return next(longer, None)

    def _noun_phrase(self, mention: Mention) -> str:
        """Return the mention without its article, with what "of" and "for" add to a body or office."""
        first = mention.first
        if self.page.tags[first] & DET and first + 1 < mention.end:
            first += 1
        return self.page.string(first, self._completed(mention, ("of", "for")))

    def _long_phrase(self, mention: Mention) -> str:
        return self.page.string(mention.first, self._completed(mention, ("of", "for", "in", "at", "from", "with", "to")))

    def _completed(self, mention: Mention, links: tuple[str, ...]) -> int:
        page, end = self.page, mention.end
        if not page.tags[mention.head] & (ROLE | BODY | NOUN):
            return end
        while end + 1 < len(page) and end - mention.first < _TITLE_WORDS:
            linked = page.lower[end] in links or (page.lower[end] == "and" and page.caps[end - 1] and page.caps[end + 1])
            following = self.reading.subjects.starting(end + 1) if linked else None
            if following is None or following.shape in (Shape.PRONOUN, Shape.WHO):
                break
            end = following.end
        return end


__all__ = ["PREP", "Identity", "Resolver"]
