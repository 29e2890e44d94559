"""Whose a paper is by the words that brought it up: "the report", after "X published a report"."""

from model.lists import word_set
from model.speakers.cues.reading import Reading
from model.speakers.meaning.phrases import PRINTED, Phrases
from model.speakers.meaning.recordings import RECORDINGS
from model.speakers.mentions.known import is_outlet
from model.speakers.mentions.mention import Mention, Shape
from model.speakers.tokens.lexicon import AUX

_ISSUERS = (Shape.NAME, Shape.BODY, Shape.ROLE, Shape.PLACE)
_UNDERGOES = (["is"], ["are"], ["was"], ["were"])
_TOPIC = 8  # tokens of "on the war in the east"


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
        """Return X of "X's report", "a report by X", "X published a report", "In a report, X ..."."""
        found = paper.owner or self.phrases.author(paper) or self.publisher(paper) or self._writer_behind(paper)
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

    def _writer_behind(self, paper: Mention) -> Mention | None:
        """Return X of "In a report (on the war), X ...", but for whoever "was blamed" in it."""
        page, before = self.page, paper.first - 1
        opens = before == page.bounds[page.sentence[paper.first]] and page.lower[before] == "in"
        end = self._about(paper)
        found = self.reading.subjects.starting(end + 1) if opens and page.words[end] == "," else None
        return found if found is not None and page.lower[found.end : found.end + 1] not in _UNDERGOES else None

    def _about(self, paper: Mention) -> int:
        """Return the verb or stop behind a paper and what it is about: a report (on the war)."""
        page, last = self.page, self.page.extent(self.page.sentence[paper.first])[1] - 1
        end = min(paper.end, last)
        while end < min(last, paper.end + _TOPIC) and not page.tags[end] & AUX and page.words[end][0].isalnum():
            end += 1
        return end
