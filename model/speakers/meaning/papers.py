"""Whose a paper is by the words that brought it up: "the report", after "X published a report"."""

from model.lists import word_set
from model.speakers.cues.reading import Reading
from model.speakers.meaning.phrases import PRINTED, Phrases
from model.speakers.meaning.recordings import RECORDINGS
from model.speakers.mentions.known import is_outlet
from model.speakers.mentions.mention import Mention, Shape

_ISSUERS = (Shape.NAME, Shape.BODY, Shape.ROLE, Shape.PLACE)


class Papers:
    """Knows who issued the papers of one page."""

    def __init__(self, reading: Reading, phrases: Phrases) -> None:
        self.reading, self.page, self.phrases = reading, reading.page, phrases

    def issuer(self, paper: Mention) -> Mention | None:
        """Return whose "the report" is, if the page says so where it brings the report up."""
        page = self.page
        if (noun := page.lower[paper.head]) in RECORDINGS:  # in which others are heard
            return None
        earlier = (
            m for m in reversed(self.reading.lately(paper)) if page.lower[m.head] == noun and m.head == m.end - 1
        )
        return next((issuer for m in earlier if (issuer := self._issuer_of(m)) is not None), None)

    def _issuer_of(self, paper: Mention) -> Mention | None:
        """Return X of "X's report", "a report by X", "X published a report"."""
        found = paper.owner or self.phrases.author(paper) or self.publisher(paper)
        return found if found is not None and found.shape in _ISSUERS else None

    def publisher(self, paper: Mention) -> Mention | None:
        """Return X of "X wrote (her father) a letter"; an outlet prints letters and statements that are others'."""
        page, verb = self.page, paper.first - 1
        if page.words[verb].isalpha() and (hearer := self.reading.subjects.ending(paper.first)) is not None:
            verb = hearer.first - 1
        written = verb > 0 and page.lower[verb] in word_set("issued")
        found = self.reading.subjects.before(verb) if written else None
        if found is None or found.shape not in _ISSUERS:
            return None
        others = is_outlet(page.string(found.first, found.end)) and page.lower[paper.head] not in PRINTED
        return None if others else found
