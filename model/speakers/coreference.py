"""From a mention to the person or body it means: pronouns, surnames, roles, papers."""

from collections.abc import Sequence
from dataclasses import dataclass

from model.speakers.candidates import Answer, Reading
from model.speakers.lexicon import BODY, CONJ, DET, NATION, NOUN, POSS, PREP, ROLE, lexicon
from model.speakers.mentions import Mention, Shape, is_plural, pronoun_gender
from model.speakers.names import People, Person
from model.speakers.page import Page

_REACH = 12  # sentences that a pronoun looks back over
_SEEN = 3  # answers that a paper looks back over


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a mention means. `certainty` is 0..1; `antecedent` is the mention that gave the name."""

    name: str = ""
    description: str = ""
    descriptions: tuple[str, ...] = ()
    antecedent: Mention | None = None
    certainty: float = 1.0


class Resolver:
    """Resolves the mentions of one page; `answers` are those of the quotations so far, by token."""

    def __init__(self, reading: Reading) -> None:
        self.page: Page = reading.page
        self.reading = reading
        self.people = People(reading.page, reading.subjects.mentions)
        self._subject_heads = {c.subject.head for c in reading.cues}

    def identify(self, mention: Mention, token: int, spoken: Sequence[tuple[int, Identity]]) -> Identity:
        """Return whom `mention` means; `spoken` are the earlier quotations' tokens and speakers."""
        person = self.people.by_mention.get(mention.head)
        if person is not None and mention.shape is Shape.NAME:
            return self._of_person(person, mention)
        if mention.shape is Shape.PRONOUN:
            return self._pronoun(mention, spoken)
        if mention.shape is Shape.WHO:
            return self._who(mention, token, spoken)
        if mention.shape is Shape.ROLE:
            return self._role(mention)
        if mention.shape is Shape.PAPER:
            return self._paper(mention, token, spoken)
        return self._body(mention)

    def _of_person(self, person: Person, mention: Mention | None, antecedent: Mention | None = None, certainty: float = 1.0) -> Identity:
        near = self._prefix(mention) if mention else ""
        description = near or (person.descriptions[0] if person.descriptions else "")
        return Identity(person.name, description, tuple(person.descriptions), antecedent, certainty)

    def _prefix(self, mention: Mention) -> str:
        first, end = mention.first, mention.name
        while first < end and self.page.tags[first] & DET:
            first += 1
        words = self.page.string(first, end) if end > first else ""
        return "" if words.lower().rstrip(".") in ("mr", "mrs", "ms", "miss", "sir", "dr") else words

    def _pronoun(self, mention: Mention, spoken: Sequence[tuple[int, Identity]]) -> Identity:
        gender = pronoun_gender(self.page, mention)
        if gender in ("m", "f", ""):
            return self._salient_person(mention.first, gender, spoken) if gender else Identity(certainty=0.2)
        return self._salient_body(mention.first, plural=gender == "p", spoken=spoken)

    def _salient_person(self, token: int, gender: str, spoken: Sequence[tuple[int, Identity]]) -> Identity:
        sentence = self.page.sentence[min(token, len(self.page) - 1)]
        last = spoken[-1][1].name if spoken else ""
        scored: list[tuple[float, Person, Mention]] = []
        for person in self.people.persons:
            if person.gender and person.gender != gender:
                continue
            place = person.last_before(token)
            if place is None or sentence - self.page.sentence[place.first] > _REACH:
                continue
            scored.append((self._salience(place, sentence, token, person, person.name == last), person, place))
        if not scored:
            return Identity(certainty=0.2)
        scored.sort(key=lambda s: -s[0])
        share = scored[0][0] / sum(s[0] for s in scored)
        return self._of_person(scored[0][1], None, scored[0][2], share)

    def _salience(self, place: Mention, sentence: int, token: int, person: Person, spoke_last: bool) -> float:  # noqa: FBT001
        distance = sentence - self.page.sentence[place.first]
        weight = 1.0 / (1 + distance) ** 1.2
        weight *= 2.5 if place.head in self._subject_heads or self._opens(place) else 1.0
        weight *= 2.0 if spoke_last else 1.0
        weight *= 1.3 if person.gender else 0.7
        return weight

    def _opens(self, place: Mention) -> bool:
        """Whether the mention is the first of its sentence: mostly its subject."""
        low = self.page.bounds[self.page.sentence[place.first]]
        return place.first - low <= 1

    def _salient_body(self, token: int, *, plural: bool, spoken: Sequence[tuple[int, Identity]]) -> Identity:
        page, subjects = self.page, self.reading.subjects
        low = page.bounds[max(0, page.sentence[min(token, len(page) - 1)] - 2)]
        found = [m for m in subjects.within(low, token) if self._fits_body(m, plural=plural)]
        lead = [m for m in found if m.head in self._subject_heads or self._opens(m)]
        chosen = (lead or found)[-1:] if found else []
        if not chosen:
            return spoken[-1][1] if spoken else Identity(certainty=0.2)
        identity = self.identify(chosen[0], token, ())
        return Identity(identity.name, identity.description, identity.descriptions, chosen[0], 0.5)

    def _fits_body(self, mention: Mention, *, plural: bool) -> bool:
        if plural:
            return mention.shape in (Shape.ROLE, Shape.BODY) and (is_plural(self.page, mention) or mention.shape is Shape.BODY)
        return mention.shape in (Shape.BODY, Shape.PLACE, Shape.PAPER)

    def _who(self, mention: Mention, token: int, spoken: Sequence[tuple[int, Identity]]) -> Identity:
        j = mention.first
        while j > 0 and self.page.words[j - 1] in (",", "–", "—", "-"):
            j -= 1
        before = self.reading.subjects.across(j)
        if before is None or before.shape is Shape.WHO:
            return Identity(certainty=0.2)
        identity = self.identify(before, token, spoken)
        return Identity(identity.name, identity.description, identity.descriptions, before, identity.certainty)

    def _role(self, mention: Mention) -> Identity:
        page = self.page
        own = self._noun_phrase(mention)
        definite = page.lower[mention.first] not in ("a", "an", "another", "one", "some", "two", "three", "any", "many")
        if definite and not is_plural(page, mention):
            person = self._holder(mention)
            if person is not None:
                identity = self._of_person(person, None, person.last_before(mention.first), 0.8)
                return Identity(identity.name, own, (own, *identity.descriptions), identity.antecedent, 0.8)
        return Identity(own, own, (own, self._long_phrase(mention)), None, 0.8)

    def _holder(self, mention: Mention) -> Person | None:
        """Return the person whom the article gives this office: the French president."""
        page, nations = self.page, lexicon().nations
        head = page.lower[mention.head]
        around = {page.lower[k] for k in range(mention.first, mention.end)}
        wanted = {nations[w] for w in around if w in nations}
        best: tuple[int, int, Person] | None = None
        for person in self.people.persons:
            if head not in person.words:
                continue
            had = {nations[w] for w in person.words if w in nations}
            if wanted and had and not wanted & had:
                continue
            place = person.last_before(mention.first)
            rank = (len(around & person.words), place.first if place else -1)
            if best is None or rank > best[:2]:
                best = (*rank, person)
        return best[2] if best else None

    def _paper(self, mention: Mention, token: int, spoken: Sequence[tuple[int, Identity]]) -> Identity:
        if mention.owner is not None:
            return self.identify(mention.owner, token, spoken)
        page = self.page
        for k in range(mention.head - 1, mention.first - 1, -1):
            if page.tags[k] & BODY and not page.tags[k] & POSS:
                return self._body(Mention(mention.first, k + 1, Shape.BODY, k))
        if spoken and page.lower[mention.first] in ("the", "this", "that", "it"):
            before = spoken[-1][1]
            return Identity(before.name, before.description, before.descriptions, None, 0.6)
        own = self._noun_phrase(mention)
        return Identity(own, own, (own,), None, 0.5)

    def _body(self, mention: Mention) -> Identity:
        own = self._noun_phrase(mention)
        fuller = self._fuller_body(mention, own)
        found = tuple(dict.fromkeys((own, fuller, self._long_phrase(mention))))
        return Identity(fuller, own, found, None, 0.8)

    def _fuller_body(self, mention: Mention, own: str) -> str:
        """Return the longest earlier name with the same head noun: the ministry -> Russian Foreign Ministry."""
        page = self.page
        if mention.shape is not Shape.BODY or page.lower[mention.first] != "the" or mention.end - mention.first > 2:
            return own
        head = page.lower[mention.head]
        for other in reversed(self.reading.subjects.within(0, mention.first)):
            if page.lower[other.head] == head and other.end - other.first > mention.end - mention.first:
                return self._noun_phrase(other)
        return own

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
        while end + 1 < len(page) and end - mention.first < 14:  # noqa: PLR2004 - words of a title
            linked = page.lower[end] in links or (page.lower[end] == "and" and page.caps[end - 1] and page.caps[end + 1])
            following = self.reading.subjects.starting(end + 1) if linked else None
            if following is None or following.shape in (Shape.PRONOUN, Shape.WHO):
                break
            end = following.end
        return end


__all__ = ["CONJ", "NATION", "PREP", "Answer", "Identity", "Resolver"]
