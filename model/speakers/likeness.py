"""How much a name looks like a person's: by a given name, a title, or another mention that has one."""

from collections.abc import Sequence

from model.speakers.lexicon import THING, lexicon
from model.speakers.mention import Mention, Shape
from model.speakers.page import Page


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
