"""Which person a "he" or "she" means: candidates with features, weighed by the ranker."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.speakers.cues import Tie
from model.speakers.lexicon import AUX, CUE, NOUN, PREP, lexicon
from model.speakers.mentions import Mention, Shape
from model.speakers.names import People, Person
from model.speakers.reading import Reading

_REACH = 12  # sentences that a pronoun looks back over
_MOST = 12  # persons that are weighed


@dataclass(frozen=True, slots=True)
class Referent:
    """A person a pronoun may mean, by the nearest mention before it."""

    person: Person
    place: Mention
    features: tuple[str, ...]


class Referents:
    """Gives the referents of the pronouns of one page."""

    def __init__(self, reading: Reading, people: People) -> None:
        self.reading, self.page, self.people = reading, reading.page, people
        self._subject_heads = {c.subject.head for c in reading.cues if c.tie is not Tie.PASSIVE}
        self._places = sorted(((m.first, p, m) for p in people.persons for m in p.places), key=lambda x: x[0])
        self._firsts = [first for first, _, _ in self._places]

    def of(self, token: int, gender: str, spoken: Sequence[tuple[int, Person | None]]) -> list[Referent]:
        """Return the persons that a pronoun of `gender` at `token` may mean, the nearest first."""
        sentence = self.page.sentence[min(token, len(self.page) - 1)]
        out: list[Referent] = []
        seen: set[int] = set()
        for k in range(bisect_left(self._firsts, token) - 1, -1, -1):
            _, person, place = self._places[k]
            if sentence - self.page.sentence[place.first] > _REACH or len(out) >= _MOST:
                break
            if id(person) in seen or (person.gender and person.gender != gender):
                continue
            seen.add(id(person))
            features = tuple(self._features(token, person, place, len(out), spoken))
            out.append(Referent(person, place, features))
        return out

    def _features(
        self, token: int, person: Person, place: Mention, rank: int, spoken: Sequence[tuple[int, Person | None]]
    ) -> Iterator[str]:
        page = self.page
        distance = page.sentence[min(token, len(page) - 1)] - page.sentence[place.first]
        paragraphs = page.paragraph[min(token, len(page) - 1)] - page.paragraph[place.first]
        role = self._role(place)
        yield f"he:distance:{min(distance, 6)}"
        yield f"he:role:{role}:{min(distance, 3)}"
        yield f"he:rank:{min(rank, 3)}"
        yield f"he:paragraphs:{min(paragraphs, 3)}"
        yield f"he:lead:{self._leads(place)}:{min(distance, 2)}:{role == 'governed'}"
        yield f"he:given:{self._surely_person(person)}"
        yield f"he:gender:{bool(person.gender)}"
        yield f"he:count:{min(len(person.places), 5)}"
        yield f"he:words:{min(len(person.name.split()), 2)}:{bool(person.descriptions)}"
        yield f"he:spoke:{self._spoke(person, spoken, page.paragraph[min(token, len(page) - 1)])}"
        yield f"he:spokeafter:{self._spoken_since(place, spoken)}:{min(distance, 2)}"

    def _leads(self, place: Mention) -> bool:
        """Whether no other person is named before in the same sentence."""
        low = self.page.bounds[self.page.sentence[place.first]]
        return bisect_left(self._firsts, low) == bisect_left(self._firsts, place.first)

    def _surely_person(self, person: Person) -> bool:
        """Whether a known given name, a title or a verb of speech shows that it is a person at all."""
        known = person.name.split()[0].lower() in lexicon().name_gender
        return known or any(m.first < m.name or m.head in self._subject_heads for m in person.places)

    def _role(self, place: Mention) -> str:
        """Say what part a mention plays in its clause."""
        page = self.page
        if place.head in self._subject_heads:
            return "speaks"
        governed = place.first > 0 and page.tags[place.first - 1] & PREP
        end = place.end
        if end < len(page) and page.words[end] in ("'s", "’s"):
            return "owner"
        low = page.bounds[page.sentence[place.first]]
        if place.first - low <= 1 and not governed:
            return "opens"
        verb = end < len(page) and (page.tags[end] & (AUX | CUE) or page.lower[end].endswith("ed"))
        if verb and not governed:
            return "subject"
        return "governed" if governed else "other"

    def _spoke(self, person: Person, spoken: Sequence[tuple[int, Person | None]], paragraph: int) -> str:
        for back, (token, speaker) in enumerate(reversed(spoken[-3:])):
            if speaker is person:
                return f"{back}:{min(paragraph - self.page.paragraph[token], 2)}"
        return "no"

    def _spoken_since(self, place: Mention, spoken: Sequence[tuple[int, Person | None]]) -> bool:
        return bool(spoken) and spoken[-1][0] > place.first


__all__ = ["NOUN", "Referent", "Referents", "Shape"]
