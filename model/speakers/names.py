"""Who is in the article: every named person with the fullest name, gender and descriptions the article gives."""

import re
import unicodedata
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from model.speakers.lexicon import BODY, NATION, NOUN, PREP, ROLE, TITLE, lexicon
from model.speakers.mention import PARTICLES, Mention, Shape
from model.speakers.page import BREAK, QUOTE, Page

_SURNAME_ENDS = re.compile(r"(skyy|skiy|skyi|skii|skij|sky)$")
_FEMALE_ENDS = ("ova", "eva", "yova", "ina", "skaya", "ska", "aya", "enska")
_SUFFIXES = frozenset(["QC", "KC", "Jr", "Sr", "II", "III", "IV"])
_SUFFIXED = 2  # words before such a suffix, at least
_FULLEST = 5  # words of a name, at most
_ASIDE = 16  # tokens of an appositive, at most
_BEING = frozenset("is was has heads headed leads led runs ran commands commanded chairs works worked".split())  # noqa: SIM905
_HONORIFICS = frozenset(["mr", "mrs", "ms", "miss", "sir", "dr", "lord", "lady", "dame", "messrs"])


def surname_key(word: str) -> str:
    """Return a key that the usual spellings of one Slavic surname share: Zelenskyy, Zelenskiy, Zelensky."""
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    return re.sub(r"^[hg]aidai$", "haidai", _SURNAME_ENDS.sub("sky", plain)) or word.lower()


def _first(mention: Mention) -> int:
    return mention.first


@dataclass(slots=True, eq=False)
class Person:
    """One person of the article; `places` are the mentions in order of their tokens."""

    name: str
    key: str
    gender: str = ""
    descriptions: list[str] = field(default_factory=list)
    words: set[str] = field(default_factory=set)  # lower-case words of all descriptions
    places: list[Mention] = field(default_factory=list)

    def last_before(self, token: int) -> Mention | None:
        """Return the nearest mention that starts before `token`."""
        k = bisect_left(self.places, token, key=_first)
        return self.places[k - 1] if k else None


class People:
    """The persons of one page, by mention and by name."""

    def __init__(self, page: Page, mentions: Sequence[Mention]) -> None:
        self.page = page
        self.by_mention: dict[int, Person] = {}
        self.persons: list[Person] = []
        self._by_key: dict[str, list[Person]] = {}
        self._by_first: dict[str, list[Person]] = {}
        named = [m for m in _with_owners(mentions) if m.name >= 0 and m.shape is Shape.NAME]
        for mention in named:
            if mention.name_end - mention.name > 1:
                self._full(mention)
        for mention in named:
            if mention.name_end - mention.name == 1:
                self._short(mention)
        _Descriptions(page, mentions, self).collect()

    def _words(self, mention: Mention) -> list[str]:
        return [self.page.words[k] for k in range(mention.name, mention.name_end)]

    def _full(self, mention: Mention) -> None:
        words = self._words(mention)
        bare = words[:-1] if len(words) > _SUFFIXED and words[-1].rstrip(".") in _SUFFIXES else words
        key = surname_key(bare[-1])
        person = next((p for p in self._by_key.get(key, []) if _compatible(p.name.split(), words)), None)
        if person is None:
            person = self._new(words, key)
        elif len(person.name.split()) < len(words) <= _FULLEST:
            person.name = " ".join(words)
        self._note(person, mention)

    def _short(self, mention: Mention) -> None:
        words = self._words(mention)
        key = surname_key(words[0])
        known = self._by_key.get(key) or self._by_first.get(words[0].lower(), [])
        gender = self._title_gender(mention)
        fitting = [p for p in known if not gender or not p.gender or p.gender == gender] or known
        person = self._nearest(fitting, mention.first) if fitting else self._new(self._particles(mention) + words, key)
        self._note(person, mention)

    def _particles(self, mention: Mention) -> list[str]:
        """Return "von", "der" before a surname that stands alone."""
        first = mention.name
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
        person = Person(" ".join(words), key)
        self.persons.append(person)
        self._by_key.setdefault(key, []).append(person)
        self._by_first.setdefault(words[0].lower(), []).append(person)
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


def _compatible(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two full names of one surname can be one person's: first names equal or one an initial or short form."""
    x, y = surname_key(a[0]), surname_key(b[0])
    if len(a) == 1 or len(b) == 1 or x == y or (a[0][0] == b[0][0] and "." in a[0] + b[0]):
        return True
    inner = {w.lower() for w in a[:-1]} & {w.lower() for w in b[:-1]}
    return bool(inner) or x[:3] == y[:3]


def _with_owners(mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield every mention, the possessor of one before it: Mr Putin in "Mr Putin's spokesman"."""
    for mention in mentions:
        if mention.owner is not None:
            yield mention.owner
        yield mention


class _Descriptions:
    """Collects what the article says of each person: titles before the name, asides after it or before it."""

    def __init__(self, page: Page, mentions: Sequence[Mention], people: People) -> None:
        self.page, self.mentions, self.people = page, mentions, people

    def collect(self) -> None:
        for k, mention in enumerate(self.mentions):
            person = self.people.by_mention.get(mention.head) if mention.shape is Shape.NAME else None
            if person is None:
                continue
            self._add(person, self._before_name(mention))
            following = self.mentions[k + 1] if k + 1 < len(self.mentions) else None
            self._add(person, self._aside_after(mention, following))
            self._add(person, self._aside_before(mention, k))

    def _add(self, person: Person, text: str) -> None:
        if text and text not in person.descriptions:
            person.descriptions.append(text)
            person.words |= {w.strip(".,'’").removesuffix("'s").removesuffix("’s").lower() for w in text.split()}
            genders = lexicon().role_gender
            person.gender = person.gender or next((genders[w] for w in person.words if w in genders), "")

    def _before_name(self, mention: Mention) -> str:
        first = mention.first
        while first < mention.name and self.page.lower[first] in _HONORIFICS | {"the", "a", "an"}:
            first += 1
        end = mention.name
        while end > first and self.page.lower[end - 1] in _HONORIFICS:
            end -= 1
        return self.page.string(first, end) if end > first else ""

    def _aside_after(self, mention: Mention, following: Mention | None) -> str:
        """Return "head of the Duma" of "Name, head of the Duma, said"; also after "who is" and "from"."""
        page, j = self.page, mention.end
        if j + 1 >= len(page) or following is None or page.words[j] not in (",", "–", "—"):
            return ""
        j += 1
        if page.words[j][0].isdigit() and page.words[j + 1] == ",":
            j += 2
        if page.lower[j] == "who" and page.lower[j + 1] not in _BEING:
            return ""
        while j < len(page) and page.lower[j] in ("who", "is", "was", "a", "an", "the", "of", "from", "with"):
            j += 1
        end = self._aside_end(j)
        if not any(page.tags[k] & (ROLE | BODY) for k in range(j, end)) or (page.caps[j] and not self._office(j, end)):
            return ""
        return page.string(j, end)

    def _office(self, j: int, end: int) -> bool:
        return any(
            (self.page.tags[k] & ROLE and not self.page.tags[k] & TITLE) or self.page.tags[k] & NATION
            for k in range(j, end)
        )

    def _aside_end(self, j: int) -> int:
        page, end = self.page, j
        while (
            end < len(page)
            and end - j < _ASIDE
            and page.words[end] not in (",", ".", ";", ":", "(", ")", QUOTE, BREAK, "–", "—")
        ):
            if page.lower[end] in ("said", "says", "told", "who", "wrote", "has", "was", "is"):
                break
            end += 1
        return end

    def _aside_before(self, mention: Mention, k: int) -> str:
        """Return "head of the Security Council" of "the head of the Security Council, Name, said"."""
        page = self.page
        if k == 0 or mention.first != mention.name or page.words[mention.first - 1] != ",":
            return ""
        low = j = k - 1
        if self.mentions[j].end != mention.first - 1:
            return ""
        while low > 0 and self._linked(self.mentions[low - 1], self.mentions[low]):
            low -= 1
        head = self.mentions[low]
        if head.shape is not Shape.ROLE or not page.tags[head.head] & NOUN:
            return ""
        first = head.first + (page.lower[head.first] in ("the", "a", "an"))
        return page.string(first, self.mentions[j].end)

    def _linked(self, a: Mention, b: Mention) -> bool:
        return b.first - a.end == 1 and bool(self.page.tags[a.end] & PREP or self.page.lower[a.end] == "and")
