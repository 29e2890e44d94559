"""Which person a "he" or "she" means: candidates with features, weighed by the ranker."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.speakers.cues.cue import Tie
from model.speakers.cues.reading import Reading
from model.speakers.meaning.beside import Beside, beside_features, read_beside
from model.speakers.mentions.acting import acts
from model.speakers.mentions.known import is_outlet, is_place
from model.speakers.mentions.likeness import is_thing, person_likeness
from model.speakers.mentions.mention import GENITIVE, Mention, Shape, is_governed, is_one_of
from model.speakers.mentions.names import People, Person
from model.speakers.tokens.lexicon import PLURAL, lexicon

_REACH = 12  # sentences that a pronoun looks back over
_MOST = 40  # places that are weighed
_THAT = 7  # tokens from "told" to the "that" of what was told
_MEETING = frozenset("met meets interviewed visited visits joined joins followed accompanied".split())
_CHAIN = 3  # sentences from one "he" to the next

Known = Person | str  # whom a mention names: a person, or the head noun of a nameless role


@dataclass(frozen=True, slots=True)
class Referent:
    """Whom a pronoun may mean, by the nearest mention before it; `person` is None for a nameless role."""

    person: Person | None
    place: Mention
    features: tuple[str, ...]
    token: int = -1  # of the pronoun


class Referents:
    """Gives the referents of the pronouns of one page; `offices` are mentions of named persons by an office alone."""

    def __init__(self, reading: Reading, people: People, offices: Sequence[tuple[Mention, Person]]) -> None:
        self.reading, self.page, self.people = reading, reading.page, people
        self._subject_heads = {self._behind(c.subject).head for c in reading.cues if c.tie is not Tie.PASSIVE}
        self._likeness: dict[int, str] = {}  # by the identity of a person
        self._pronouns = [m for m in reading.subjects.mentions if self.page.lower[m.head] in ("he", "she")]
        places: list[tuple[Mention, Known]] = [
            (m, p) for p in people.persons if self._can_be_meant(p) for m in p.places
        ]
        held = {word for p in people.persons for word in p.known}
        self._places = sorted([*places, *offices, *self._nameless(held)], key=lambda x: x[0].first)
        self._firsts = [place.first for place, _ in self._places]

    def _can_be_meant(self, person: Person) -> bool:
        """Whether "he" or "she" can mean a name at all."""
        likeness = self.likeness(person)
        if is_thing(person) or is_place(person.name) or self._only_meets(person):
            return False
        return likeness != "thing" and (likeness != "other" or " " in person.name)

    def _only_meets(self, person: Person) -> bool:
        """Whether an outlet's reporter has but met who speaks: NPR's Anna Berg met Olena Koval, or "was there"."""
        if any(place.head in self._subject_heads for place in person.places):
            return False
        sent = (m for m in person.places if m.owner and is_outlet(self.page.string(m.owner.first, m.owner.end)))
        then = (self.page.lower[m.end : m.end + 2] for m in sent)
        return any(words == ["was", "there"] or not _MEETING.isdisjoint(words[:1]) for words in then)

    def _behind(self, subject: Mention) -> Mention:
        """Return a subject, or X for the "who" of "X, who complained"."""
        return (self.reading.subjects.behind(subject) if subject.shape is Shape.WHO else None) or subject

    def told(self, mention: Mention) -> Mention | None:
        """Return X for the "he" of "X said (that) he ..." and "X told them that he ..."."""
        first = mention.first
        cue = self.reading.cue_ending.get(first)
        if cue is None and self.page.lower_at(first - 1) == "that":
            near = (self.reading.cue_ending.get(end) for end in range(first - 1, max(0, first - _THAT), -1))
            cue = next((c for c in near if c is not None), None)
        if cue is None or cue.strength != "strong" or cue.tie is not Tie.BEFORE:
            return None
        same = self.page.sentence[cue.first] == self.page.sentence[first]
        return self._behind(cue.subject) if same else None

    def named_after(self, mention: Mention) -> Person | None:
        """Return the first person named after a pronoun, for one that stands before all names."""
        gender = "f" if self.page.lower[mention.head] in ("she", "her") else "m"
        following = (known for place, known in self._places if place.first > mention.first)
        persons = (p for p in following if isinstance(p, Person) and p.gender in ("", gender))
        return next((p for p in persons if any(m.head in self._subject_heads for m in p.places)), None)

    def referent(self, place: Mention, token: int, gender: str) -> Referent | None:
        """Return the person or nameless role at `place` as whom the pronoun at `token` means."""
        k = bisect_left(self._firsts, place.first)
        known = next((known for found, known in self._places[k : k + 1] if found == place), None)
        if known is None or self._gender(known) not in ("", gender):
            return None
        return Referent(known if isinstance(known, Person) else None, place, (), token)

    def pronoun_before(self, mention: Mention) -> Mention | None:
        """Return the "he" (or "she") before this one, where it stands near enough to mean the same person."""
        page = self.page
        k = bisect_left(self._pronouns, mention.first, key=lambda m: m.first) - 1
        near = page.sentence[mention.first] - _CHAIN
        while k >= 0 and page.sentence[self._pronouns[k].first] >= near:
            if page.lower[self._pronouns[k].head] == page.lower[mention.head]:
                return self._pronouns[k]
            k -= 1
        return None

    def _nameless(self, held: set[str]) -> Iterator[tuple[Mention, Known]]:
        """Yield the roles that no person of the article is known to hold."""
        page = self.page
        for mention in self.reading.subjects.mentions:
            noun = page.lower[mention.head]
            one = mention.shape is Shape.ROLE and (not page.tags[mention.head] & PLURAL or is_one_of(page, mention))
            if one and noun not in held and not self._denied(mention):
                yield mention, noun

    def _denied(self, mention: Mention) -> bool:
        """Whether a role is nobody in particular: not a single man, no soldier, every officer."""
        before = self.page.lower_at(mention.first - 1)
        return before in ("not", "never") or self.page.lower[mention.first] in ("no", "every", "any", "each")

    def of(
        self, token: int, gender: str, spoken: Sequence[tuple[int, Known]], chained: Referent | None = None
    ) -> list[Referent]:
        """Return whom a pronoun of `gender` at `token` may mean, the nearest first.

        `spoken` are the last quotations' tokens and speakers, `chained` is whom the pronoun before this one meant.
        """
        out: list[Referent] = []
        seen: set[int | str] = set()
        speaking = 0  # referents that speak, so far
        beside = read_beside(self.page, token)
        for place, known in self._reached(token, spoken):
            key = known if isinstance(known, str) else id(known)
            if key in seen or self._gender(known) not in ("", gender):
                continue
            seen.add(key)
            features = tuple(self._features(token, known, place, len(out), spoken))
            distance = self.page.sentence[token] - self.page.sentence[place.first]
            features += tuple(self._chain_features(known, place, chained, speaking, distance))
            features += tuple(beside_features(self.page, beside, place, self._role(place), distance))
            if isinstance(known, Person):
                features += tuple(self._own_place(known, place, beside))
            speaking += place.head in self._subject_heads
            out.append(Referent(known if isinstance(known, Person) else None, place, features, token))
        return out

    def _reached(self, token: int, spoken: Sequence[tuple[int, Known]]) -> Iterator[tuple[Mention, Known]]:
        """Yield the places before `token`, the nearest first, and then the last speakers' from farther away."""
        sentence = self.page.sentence[token]
        end = bisect_left(self._firsts, token)
        for k in range(end - 1, max(-1, end - 1 - _MOST), -1):
            if sentence - self.page.sentence[self._firsts[k]] > _REACH:
                break
            yield self._places[k]
        for _, known in reversed(spoken):
            place = known.last_before(token) if isinstance(known, Person) else None
            if place is not None:
                yield place, known

    def _gender(self, known: Known) -> str:
        return lexicon().role_gender.get(known, "") if isinstance(known, str) else known.gender

    def _features(
        self, token: int, known: Known, place: Mention, rank: int, spoken: Sequence[tuple[int, Known]]
    ) -> Iterator[str]:
        page = self.page
        distance = page.sentence[token] - page.sentence[place.first]
        paragraphs = page.paragraph[token] - page.paragraph[place.first]
        role = self._role(place)
        yield f"he:distance:{min(distance, 6)}"
        yield f"he:role:{role}:{min(distance, 3)}"
        yield f"he:rank:{min(rank, 3)}"
        yield f"he:paragraphs:{min(paragraphs, 3)}"
        yield f"he:lead:{self._leads(place)}:{min(distance, 2)}:{role == 'governed'}"
        yield f"he:gender:{bool(self._gender(known))}"
        yield f"he:spoke:{self._spoke(known, spoken, page.paragraph[token])}"
        since = self._spoken_since(place, spoken)
        yield f"he:spokeafter:{since}:{min(distance, 2)}"
        yield f"he:since:{since}:{role}:{min(distance, 2)}:{self._leads(place)}"
        yield from self._own_features(known, place, role)

    def _chain_features(
        self, known: Known, place: Mention, chained: Referent | None, speaking: int, distance: int
    ) -> Iterator[str]:
        if place.head in self._subject_heads:
            yield f"he:speaking:{min(speaking, 2)}"
            yield f"he:speaking:{min(speaking, 2)}:{min(distance, 3)}"
        if chained is not None:
            same = known == self._known(chained)
            since = place.first > chained.token
            yield f"he:chain:{same}:{since}:{self._role(place) if since else ''}"

    def _own_place(self, person: Person, place: Mention, beside: Beside) -> Iterator[str]:
        last = person.name.split()[-1]
        yield f"he:later:{last.lower() in beside.later}"
        yield f"he:quoted:{last in beside.quoted}"
        yield f"he:sofar:{min(bisect_left(person.places, place.first, key=lambda m: m.first) + 1, 4)}"
        yield f"he:first:{min(self.page.sentence[person.places[0].first], 3)}"

    def _known(self, referent: Referent) -> Known:
        return referent.person or self.page.lower[referent.place.head]

    def _own_features(self, known: Known, place: Mention, role: str) -> Iterator[str]:
        if isinstance(known, str):
            indefinite = self.page.lower[place.first] in ("a", "an", "one", "another")
            yield f"he:nameless:{indefinite}:{role}"
            return
        if place.shape is Shape.ROLE:
            yield f"he:office:{role}"
        yield f"he:given:{self.likeness(known)}:{min(len(known.name.split()), 2)}"
        yield f"he:count:{min(len(known.places), 5)}"
        yield f"he:words:{min(len(known.name.split()), 2)}:{bool(known.descriptions)}"

    def _leads(self, place: Mention) -> bool:
        """Whether no other person is named before in the same sentence."""
        low = self.page.bounds[self.page.sentence[place.first]]
        return bisect_left(self._firsts, low) == bisect_left(self._firsts, place.first)

    def likeness(self, person: Person) -> str:
        """Say what shows that it is a person at all, or that it is rather a place or a thing."""
        if id(person) not in self._likeness:
            self._likeness[id(person)] = person_likeness(self.page, person, self._subject_heads)
        return self._likeness[id(person)]

    def _role(self, place: Mention) -> str:
        """Say what part a mention plays in its clause."""
        page = self.page
        if place.head in self._subject_heads:
            return "speaks"
        governed = is_governed(page, place)
        if page.word_at(place.end) in GENITIVE:
            return "owner"
        low = page.bounds[page.sentence[place.first]]
        if place.first - low <= 1 and not governed:
            return "opens"
        if acts(page, place) and not governed:
            return "subject"
        return "governed" if governed else "other"

    def _spoke(self, known: Known, spoken: Sequence[tuple[int, Known]], paragraph: int) -> str:
        for back, (token, speaker) in enumerate(reversed(spoken)):
            if speaker is known or speaker == known:
                return f"{back}:{min(paragraph - self.page.paragraph[token], 2)}"
        return "no"

    def _spoken_since(self, place: Mention, spoken: Sequence[tuple[int, Known]]) -> bool:
        return bool(spoken) and spoken[-1][0] > place.first
