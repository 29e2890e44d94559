"""Whom an epithet means: "the 45-year-old", "the teenager", "the woman", "the German", "the official"."""

from collections.abc import Iterator
from functools import cached_property
from itertools import chain, islice

from model.language.lists import word_set
from model.speakers.cues.reading import Reading
from model.speakers.meaning.holders import Holders
from model.speakers.meaning.nameless import is_indefinite
from model.speakers.meaning.recordings import recorded
from model.speakers.mentions.acting import is_trade
from model.speakers.mentions.known import is_place
from model.speakers.mentions.likeness import is_thing, person_likeness
from model.speakers.mentions.mention import Mention, Shape, is_plural
from model.speakers.mentions.names import People, Person, with_owners
from model.speakers.mentions.offices import office_words
from model.speakers.tokens.lexicon import lexicon
from model.speakers.tokens.page import BREAK

_SEXES = frozenset(["woman", "girl", "man", "boy"])
_AGES = {  # as they are written
    "teenager": frozenset(map(str, range(12, 20))),
    "pensioner": frozenset(map(str, range(55, 111))),
    "retiree": frozenset(map(str, range(50, 111))),
    "schoolboy": frozenset(map(str, range(6, 19))),
}
_CHILD = frozenset(  # ages of whom "her daughter, Solomiya," names
    ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", *map(str, range(2, 18))]
)
_ACCUSED = frozenset(["defendant", "accused"])
_PLEADING = frozenset(["pleaded", "pleads", "pled"])
_DENYING = frozenset(["denies", "denied", "deny"])
_CHARGED = 4  # tokens behind "denies" in which "charges" may stand
_MANY = ("s", "ch", "sh")  # the Netherlands, the French, the Irish; as the US, no person
_ACTING = 3  # sentences before "the 45-year-old" that say who it is
_INITIALS = range(2, 4)  # letters of "the PS", "the DCP"
_BARE = 2  # tokens of "the woman"


def _is_no_person(name: str) -> bool:
    """Whether a name is a place's and nobody's given name: Odesa, but not Florence."""
    return is_place(name) and name.lower() not in lexicon().name_gender


class Epithets:
    """Gives the persons of one page to what they are called beside their names and offices."""

    def __init__(self, reading: Reading, people: People, holders: Holders) -> None:
        self.reading, self.page, self.people, self.holders = reading, reading.page, people, holders

    def bearer(self, mention: Mention) -> Person | None:
        """Return the person whom an epithet means, or None where it is none or may mean somebody without a name."""
        if is_indefinite(self.page, mention) or is_plural(self.page, mention):
            return None
        found = self._aged(mention) or self._of_sex(mention)
        if found is not None or not self._is_bare(mention):
            return found
        found = self._of_age(mention) or self._called(mention) or self._in_office(mention) or self._on_trial(mention)
        return found or self._initialled(mention)

    def _initialled(self, mention: Mention) -> Person | None:
        """Return whom "the PS" means: the last before whose title, Principal Secretary, begins with such letters."""
        letters = self.page.words[mention.head]
        if self._is_of(mention) or not (letters.isupper() and len(letters) in _INITIALS):
            return None
        for earlier in reversed(self.reading.lately(mention)):
            if self.page.words[earlier.head] == letters and self._is_of(earlier):
                return None
            title = self.page.words[earlier.first : max(earlier.name, earlier.first)]
            if earlier.shape is Shape.NAME and "".join(w[0] for w in title[-len(letters) :]) == letters:
                return self.people.by_mention.get(earlier.head)
        return None

    def _is_of(self, mention: Mention) -> bool:
        """Whether a mention is told from others by what it is of: the PS of another ministry."""
        return self.page.lower_at(mention.end) in ("of", "in", "for")

    def _aged(self, mention: Mention) -> Person | None:
        """Return whom "the 45-year-old" means: whose age was given, or else whom the sentences before are about."""
        words = (self.page.lower[k].partition("-year-old") for k in range(mention.first, mention.end))
        age, year = next(((before, found) for before, found, _ in words if found), ("", ""))
        if not year:
            return None
        told = (person for person, known in self._ages(mention) if known == age)
        new = self._just_named(mention)
        kin = (person for person in new[-1:] if age in _CHILD and self._named_aside(person))
        return next(chain(told, kin, self._acting(mention), new if len(new) == 1 else []), None)

    def _just_named(self, mention: Mention) -> list[Person]:
        """Return whom the sentence before names first, in order, but for towns and those whose age needs no telling."""
        before = self.reading.back(mention, 1)
        if before and self.page.words[self.page.bounds[before]] == BREAK:
            before -= 1
        since = self.page.bounds[before]
        named = with_owners(self.reading.subjects.within(since, mention.first))
        persons = dict.fromkeys(filter(None, (self.people.by_mention.get(m.head) for m in named)))
        return [person for person in persons if person.places[0].first >= since and self._is_private(person)]

    def _is_private(self, person: Person) -> bool:
        """Whether a name is somebody's whose age a reader may have to be told: no town's, no president's."""
        known = is_place(person.name) or is_thing(person) or office_words(person.name)
        return not known and person_likeness(self.page, person, self.reading.speaking) != "thing"

    def _named_aside(self, person: Person) -> bool:
        """Whether a comma brings a name in: her daughter, Solomiya."""
        return self.page.word_at(person.places[0].first - 1) == ","

    def _of_age(self, mention: Mention) -> Person | None:
        """Return whom "the teenager" means: the last whose age is such a one."""
        ages = _AGES.get(self.page.lower[mention.head], ())
        return next((person for person, age in self._ages(mention) if age in ages), None)

    def _ages(self, mention: Mention) -> Iterator[tuple[Person, str]]:
        """Yield the persons named lately with their ages, "Ivan Petrenko, 45,", the nearest first."""
        for earlier in reversed(self.reading.lately(mention)):
            person = self.people.by_mention.get(earlier.head)
            comma, age, *_ = [*self.page.words[earlier.end : earlier.end + 2], "", ""]
            if person is not None and comma == "," and age.isdecimal():
                yield person, age

    def _of_sex(self, mention: Mention) -> Person | None:
        """Return whom a bare "the woman" or "the man" means, where no woman or man without a name was told of."""
        if not self._is_sex(mention) or self.holders.introduced(mention) or self.heard(mention):
            return None
        gender = lexicon().role_gender[self.page.lower[mention.head]]
        return next((person for person in self._acting(mention) if person.gender == gender), None)

    def heard(self, mention: Mention) -> Mention | None:
        """Return the nameless one whom a bare "the man" takes up from what was told of a recording."""
        told = self.page.lower_at(mention.end) in ("in", "on")  # the man in the video
        gender = lexicon().role_gender.get(self.page.lower[mention.head], "")
        return recorded(self.reading, mention, gender) if self._is_sex(mention) and not told else None

    def _is_sex(self, mention: Mention) -> bool:
        noun = self.page.lower[mention.head]
        told = noun in _SEXES or ("-of-" in noun and noun in lexicon().role_gender)  # the father-of-two
        return told and self._is_bare(mention)

    def _called(self, mention: Mention) -> Person | None:
        """Return whom "the German" or "the luthier" means: the last of whom the page says so."""
        noun = self.page.lower[mention.head]
        of_many = self.page.words[mention.head].isupper() or noun.endswith(_MANY)
        people = mention.shape is Shape.PLACE and not of_many
        if not people and not is_trade(self.page, mention.head):
            return None
        persons = (self.people.by_mention.get(earlier.head) for earlier in reversed(self.reading.lately(mention)))
        return next((person for person in persons if person is not None and noun in person.words), None)

    def _in_office(self, mention: Mention) -> Person | None:
        """Return whom "the official" means: who acts in the sentences before and holds an office."""
        page, officials = self.page, ("official", "officials")
        if page.lower[mention.head] != "official":
            return None
        if any(page.lower[earlier.head] in officials for earlier in self.reading.lately(mention)):
            return None
        nearest = next(self._acting(mention), None)
        return nearest if nearest is not None and nearest.words & word_set("office") else None

    def _on_trial(self, mention: Mention) -> Person | None:
        """Return whom "the defendant" means: the only one before of whom a plea was told."""
        if self.page.lower[mention.head] not in _ACCUSED or self.holders.introduced(mention) is not None:
            return None
        first_two = islice(self._pleading.items(), 2)  # more are not the only one anyway
        pleading = [person for person, token in first_two if token < mention.first]
        return pleading[0] if len(pleading) == 1 else None

    @cached_property
    def _pleading(self) -> dict[Person | None, int]:
        """Of whom a plea is told, each with its first token."""
        found: dict[Person | None, int] = {}
        for token in filter(self._pleads, range(len(self.page))):
            if (subject := self.reading.subjects.before(token)) is not None:
                found.setdefault(self.people.by_mention.get(subject.head), token)
        return found

    def _pleads(self, token: int) -> bool:
        """Whether somebody answers a charge: pleaded (not) guilty, denied the charges."""
        word, then = self.page.lower[token], self.page.lower[token + 1 : token + 1 + _CHARGED]
        guilty = "guilty" in then[:2]
        return (word in _PLEADING and guilty) or (word in _DENYING and bool({"charge", "charges"} & set(then)))

    def _is_bare(self, mention: Mention) -> bool:
        return mention.end - mention.first == _BARE and self.page.lower[mention.first] == "the"

    def _acting(self, mention: Mention) -> Iterator[Person]:
        """Yield the persons who act or speak in the sentences before a mention, the nearest first."""
        since = self.reading.back(mention, _ACTING)
        for earlier in reversed(self.reading.lately(mention)):
            person = self.people.by_mention.get(earlier.head)
            near = self.page.sentence[earlier.first] >= since
            if person is not None and near and self.reading.acts(earlier) and not _is_no_person(person.name):
                yield person
