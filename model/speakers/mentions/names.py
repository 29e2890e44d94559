"""Who is in the article: every named person with the fullest name, gender and descriptions the article gives."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from model.sides.transliteration import PARTICLES, fold
from model.speakers.mentions.mention import Mention, Shape
from model.speakers.mentions.offices import office_words
from model.speakers.tokens.lexicon import lexicon
from model.speakers.tokens.page import Page

_FEMALE_ENDS = ("ova", "eva", "ina", "aya", "ska")
_SUFFIXES = frozenset(["QC", "KC", "Jr", "Sr", "II", "III", "IV"])
_SUFFIXED = 2  # words before such a suffix, at least
_FULLEST = 5  # words of a name, at most
_NAMESAKES = 50  # bearers of one surname, or of one given name, among whom a mention is sought
_IN_FULL = {
    "sgt": "sergeant",
    "lt": "lieutenant",
    "col": "colonel",
    "capt": "captain",
    "cpt": "captain",
    "gen": "general",
    "maj": "major",
    "cpl": "corporal",
    "pvt": "private",
    "adm": "admiral",
    "sen": "senator",
    "rep": "lawmaker",
    "gov": "governor",
    "prof": "professor",
}


def _first(mention: Mention) -> int:
    return mention.first


@dataclass(slots=True, eq=False)
class Person:
    """One person of the article; `places` are the mentions in order of their tokens."""

    name: str
    gender: str = ""
    descriptions: list[str] = field(default_factory=list)
    words: set[str] = field(default_factory=set)  # lower-case words of all descriptions
    whose: tuple[str, ...] = ()  # what is told of those to whom the person belongs, a body or kin
    places: list[Mention] = field(default_factory=list)

    def describe(self, text: str) -> None:
        """Add a description; the first of its words that tells a gender tells that of the person."""
        if not text or text in self.descriptions:
            return
        self.descriptions.append(text)
        bare = (w.strip(".,'’").removesuffix("'s").removesuffix("’s").lower() for w in text.split())
        words = [_IN_FULL.get(word, word) for word in bare]
        self.words.update(words)
        genders = lexicon().role_gender
        self.gender = self.gender or next((genders[w] for w in words if w in genders), "")

    @property
    def known(self) -> set[str]:
        """The words of all descriptions and of the offices that are known without the article."""
        return self.words | office_words(self.name)

    def last_before(self, token: int) -> Mention | None:
        """Return the nearest mention that starts before `token`."""
        k = bisect_left(self.places, token, key=_first)
        return self.places[k - 1] if k else None


class People:
    """The persons of one page: `by_mention` finds them by the head of a mention that names them."""

    def __init__(self, page: Page, mentions: Sequence[Mention]) -> None:
        self.page = page
        self.by_mention: dict[int, Person] = {}
        self.persons: list[Person] = []
        self._written = Counter(page.words)
        self._by_key: dict[str, list[Person]] = {}
        self._by_given: dict[str, list[Person]] = {}
        self._by_name: dict[tuple[str, ...], Person] = {}  # as the page writes it first
        named = [m for m in with_owners(mentions) if m.name >= 0 and m.shape is Shape.NAME]
        for mention in named:
            if mention.name_end - mention.name > 1:
                self._full(mention)
        for mention in named:
            if mention.name_end - mention.name == 1:
                self._short(mention)

    def bearer(self, word: str) -> Person | None:
        """Return somebody whom the page names in full with a word for a given name or surname: Sofia Kell.

        A surname of three words may be where a headline ran on: "Ivan Kell Germany accused ...".
        """
        given = self._by_given.get(word.lower(), ()) if word.lower() in lexicon().name_gender else ()
        called = next((person for person in given if word in person.name.split()[:-1]), None)
        pairs = (person for person in self._by_key.get(fold(word), ()) if person.name.count(" ") == 1)
        return called or next((person for person in pairs if person.name.endswith(f" {word}")), None)

    def _words(self, mention: Mention) -> list[str]:
        return [self.page.words[k] for k in range(mention.name, mention.name_end)]

    def _full(self, mention: Mention) -> None:
        """Note a name of several words, of a person known by a like one or of a new person."""
        words = self._words(mention)
        bare = words[:-1] if len(words) > _SUFFIXED and words[-1].rstrip(".") in _SUFFIXES else words
        key = fold(bare[-1])
        same = self._by_key.get(key, [])[-_NAMESAKES:]
        person = next((p for p in same if _compatible(p.name.split(), words)), None) or self._by_name.get(tuple(words))
        if person is None:
            person = self._new(words, key)
        elif len(words) <= _FULLEST and self._fullness(words) > self._fullness(person.name.split()):
            person.name = " ".join(words)
        self._note(person, mention)

    def _fullness(self, name: Sequence[str]) -> tuple[int, int]:
        """Rank the forms of a name: the longest, and of equals the one whose last word the page has most."""
        return len(name), self._written[name[-1]]

    def _short(self, mention: Mention) -> None:
        """Note a name of one word, of the nearest person who has it as a surname or given name, or of a new person."""
        words = self._words(mention)
        key = fold(words[0])
        same = _lately(self._by_key.get(key, []), mention.first)
        spelt = [p for p in same if p.name.split()[-1] == words[0]]  # Hill is not Gill
        known = spelt or same or _lately(self._by_given.get(words[0].lower(), []), mention.first)
        gender = self._title_gender(mention)
        fitting = [p for p in known if not gender or not p.gender or p.gender == gender] or known
        person = self._nearest(fitting, mention.first) if fitting else self._new(self._particles(mention) + words, key)
        self._note(person, mention)

    def _particles(self, mention: Mention) -> list[str]:
        """Return "von", "der" before a surname that stands alone, and what a single letter completes: Witness (K)."""
        first = mention.name - (len(self.page.words[mention.name]) == 1 and mention.name > mention.first)
        while first > mention.first and self.page.words[first - 1] in PARTICLES:
            first -= 1
        return self.page.words[first : mention.name]

    def _nearest(self, persons: Sequence[Person], token: int) -> Person:
        """Return the person named last before the token, or else the first to be named after it."""

        def distance(person: Person) -> tuple[bool, int]:
            before = person.last_before(token)
            return (before is None, token - before.first if before else person.places[0].first)

        return min(persons, key=distance)

    def _new(self, words: list[str], key: str) -> Person:
        person = Person(" ".join(words))
        self.persons.append(person)
        self._by_name[tuple(words)] = person
        self._by_key.setdefault(key, []).append(person)
        for word in words[:-1] or words:  # given names and nicknames
            self._by_given.setdefault(word.lower(), []).append(person)
        return person

    def _note(self, person: Person, mention: Mention) -> None:
        insort(person.places, mention, key=_first)
        self.by_mention[mention.head] = person
        person.gender = person.gender or self._title_gender(mention) or self._name_gender(mention)

    def _title_gender(self, mention: Mention) -> str:
        genders = lexicon().role_gender
        found = [genders.get(self.page.lower[k], "") for k in range(mention.first, mention.name)]
        return next((g for g in reversed(found) if g), "")

    def _name_gender(self, mention: Mention) -> str:
        known = lexicon().name_gender.get(self.page.lower[mention.name], "")
        if known or mention.name_end - mention.name == 1:
            return known
        return "f" if self.page.lower[mention.name_end - 1].endswith(_FEMALE_ENDS) else ""


def _lately(persons: Sequence[Person], token: int) -> Sequence[Person]:
    """Return the namesakes that are first named last before the token, and the next one behind it."""
    k = bisect_left(persons, token, key=lambda person: person.places[0].first)
    return persons[max(0, k - _NAMESAKES) : k + 1] if len(persons) > _NAMESAKES else persons


def _compatible(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two full names of one surname can be one person's: first names equal or one an initial or short form."""
    x, y = fold(a[0]), fold(b[0])
    if x == y or (a[0][0] == b[0][0] and "." in a[0] + b[0]):
        return True
    inner = a[0].lower() in {w.lower() for w in b[:-1]} or b[0].lower() in {w.lower() for w in a[:-1]}
    return inner or x[:3] == y[:3]


def with_owners(mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield every mention, the possessor of one before it: Mr Putin in "Mr Putin's spokesman"."""
    for mention in mentions:
        if mention.owner is not None:
            yield mention.owner
        yield mention
