"""How much a name looks like a person's: by a given name, a title, or another mention that has one."""

from collections.abc import Collection, Sequence

from model.language.lists import word_set
from model.speakers.mentions.mention import Mention, Shape
from model.speakers.mentions.names import Person
from model.speakers.mentions.offices import office_words
from model.speakers.tokens.lexicon import DET, PREP, ROLE, THING, TITLE, lexicon
from model.speakers.tokens.page import Page


class Likeness:
    """Tells persons' names from other proper names on one page."""

    def __init__(self, page: Page, mentions: Sequence[Mention]) -> None:
        self.page = page
        self.known = _surnames(page, mentions)

    def of(self, mention: Mention) -> str:
        """Say what shows that a name is a person's; other mentions have their shape alone."""
        page, tags = self.page, self.page.tags
        if mention.shape is not Shape.NAME:
            return mention.shape
        if tags[mention.head] & THING:
            return "thing"
        if page.lower[mention.name] in lexicon().name_gender:
            return "given"
        if mention.first < mention.name:
            return "titled"
        if page.lower[mention.head] in self.known:
            return "known"
        return "words" if mention.name_end - mention.name > 1 else "word"


def _surnames(page: Page, mentions: Sequence[Mention]) -> frozenset[str]:
    """Return the last names, in small letters, that stand somewhere with a title or a given name."""
    genders = lexicon().name_gender
    named = (m for m in mentions if m.shape is Shape.NAME)
    return frozenset(page.lower[m.head] for m in named if m.first < m.name or page.lower[m.name] in genders)


def is_thing(person: Person) -> bool:
    """Whether a name is no person's by its last word: Victory Day, the Warsaw Uprising."""
    last = person.name.split()[-1].lower()
    return len(last) == 1 or bool(lexicon().tags.get(last, 0) & THING)


def person_likeness(page: Page, person: Person, subject_heads: Collection[int]) -> str:
    """Say what shows that it is a person at all, or that it is rather a place or a thing.

    `subject_heads` are the heads of the mentions that speak.
    """
    if person.name.split()[0].lower() in lexicon().name_gender or any(_titled(page, m) for m in person.places):
        return "given"
    if office_words(person.name) or has_office(person):
        return "office"
    if any(m.head in subject_heads for m in person.places):
        return "speaks"
    things = (page.tags_at(m.first - 1) & (PREP | DET) for m in person.places)
    return "thing" if all(things) else "other"


def has_office(person: Person) -> bool:
    """Whether a description calls the person by an office, a trade or a title that no firm has."""
    return any(lexicon().tags.get(word, 0) & (ROLE | TITLE) for word in person.words - word_set("firms"))


def _titled(page: Page, place: Mention) -> bool:
    """Whether a title or office stands before the name; "Britain's" is none."""
    before = (k for k in range(place.first, place.name) if page.lower[k] not in word_set("firms"))
    return any(page.tags[k] & (ROLE | TITLE) for k in before)
