"""Whom an epithet means: "the 45-year-old", "the woman", "the German"."""

from collections.abc import Iterator

from model.speakers.cues.reading import Reading
from model.speakers.meaning.holders import Holders
from model.speakers.meaning.recordings import recorded
from model.speakers.mentions.acting import is_trade
from model.speakers.mentions.known import is_place
from model.speakers.mentions.mention import Mention, Shape, is_plural
from model.speakers.mentions.names import People, Person
from model.speakers.tokens.lexicon import lexicon

_SEXES = frozenset(["woman", "girl", "man", "boy"])
_MANY = ("s", "ch", "sh")  # the Netherlands, the French, the Irish; as the US, no person
_ACTING = 3  # sentences before "the 45-year-old" that say who it is
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
        if self.holders.indefinite(mention) or is_plural(self.page, mention):
            return None
        return self._aged(mention) or self._of_sex(mention) or self._called(mention)

    def _aged(self, mention: Mention) -> Person | None:
        """Return whom "the 45-year-old" means: whose age was given, or else whom the sentences before are about."""
        words = (self.page.lower[k].partition("-year-old") for k in range(mention.first, mention.end))
        age, year = next(((before, found) for before, found, _ in words if found), ("", ""))
        if not year:
            return None
        told = (person for person, known in self._ages(mention) if known == age)
        return next(told, None) or next(self._acting(mention), None)

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
        return recorded(self.reading, self.holders, mention, gender) if self._is_sex(mention) and not told else None

    def _is_sex(self, mention: Mention) -> bool:
        return self.page.lower[mention.head] in _SEXES and self._is_bare(mention)

    def _called(self, mention: Mention) -> Person | None:
        """Return whom "the German" or "the luthier" means: the last of whom the page says so."""
        noun = self.page.lower[mention.head]
        of_many = self.page.words[mention.head].isupper() or noun.endswith(_MANY)
        people = mention.shape is Shape.PLACE and not of_many
        if not self._is_bare(mention) or not (people or is_trade(self.page, mention.head)):
            return None
        persons = (self.people.by_mention.get(earlier.head) for earlier in reversed(self.reading.lately(mention)))
        return next((person for person in persons if person is not None and noun in person.words), None)

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
