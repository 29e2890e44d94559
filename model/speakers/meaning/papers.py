"""Whose a paper is by the words that brought it up: "the report", after "X published a report"."""

from model.language.lists import word_set
from model.speakers.cues.reading import Reading
from model.speakers.cues.verbs import agent_of, is_passive
from model.speakers.meaning.phrases import PRINTED, Phrases
from model.speakers.meaning.recordings import RECORDINGS
from model.speakers.mentions.acting import tells_act
from model.speakers.mentions.known import is_outlet
from model.speakers.mentions.mention import Mention, Shape
from model.speakers.tokens.lexicon import AUX, CUE, DET, POSS

_ISSUERS = (Shape.NAME, Shape.BODY, Shape.ROLE, Shape.PLACE)
_TOPIC = 12  # tokens of "on the war in the east"
_SIGNED = frozenset(["signed", "written", "penned"])
_AGREED = frozenset("accord agreement bill contract deal memorandum pact petition treaty".split())  # by several
_ELSE = DET | POSS | CUE  # before "signed": a statement on the law signed by X, a report said that deals were
_PASSIVE = 4  # tokens of "has just been adopted"


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
        """Return X of "X's report", "a report by X", "X published a report", "a report was published by X"."""
        found = paper.owner or self.author(paper) or self._body_behind(paper) or self.publisher(paper)
        found = found or self._told_behind(paper) or self.signer(paper)
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

    def _body_behind(self, paper: Mention) -> Mention | None:
        """Return X of "a report of X", a body: not "a report of the attack", nor of what somebody did."""
        of = self.page.lower_at(paper.end) == "of"
        found = self.reading.subjects.starting(paper.end + 1) if of else None
        return found if found is not None and found.shape is Shape.BODY and self.page.caps[found.head] else None

    def _told_behind(self, paper: Mention) -> Mention | None:
        """Return X of "a report (on the war) was published by X" and of "In a report (on the war), X told"."""
        page, subjects, opening = self.page, self.reading.subjects, self.page.bounds[self.page.sentence[paper.first]]
        end = paper.end
        while end - paper.end < _TOPIC and page.word_at(end)[:1].isalnum() and not page.tags[end] & AUX:
            end += 1
        if page.word_at(end) == "," and page.lower[opening] == "in" and paper.first == opening + 1:
            found = subjects.starting(end + 1)
            return None if found is None or self._undergoes(found) else found
        issued = (k for k in range(end, end + _PASSIVE) if page.lower_at(k) in word_set("issued"))
        return next((agent_of(page, subjects, verb) for verb in issued if is_passive(page, verb)), None)

    def author(self, paper: Mention) -> Mention | None:
        """Return X of "a statement (released) by X" and of "the document, signed by X"."""
        signed = self.page.word_at(paper.end) == "," and self.page.lower_at(paper.end + 1) in _SIGNED
        return self.phrases.author(paper) or (self.signer(paper) if signed else None)

    def signer(self, paper: Mention) -> Mention | None:
        """Return X of "The letter was dated 3 May and signed by X" and of "The order arrived. It was signed by X"."""
        page, sentence = self.page, self.page.sentence[paper.first]
        low, high = page.extent(sentence)
        if page.lower_at(high) == "it" and page.lower_at(high + 1) in ("was", "is"):
            high = page.extent(sentence + 1)[1]
        signed = (k for k in range(max(low, paper.end), high - 2) if page.lower[k] in _SIGNED)
        by = next((k + 1 for k in signed if page.lower[k + 1] == "by"), None)
        if by is None or any(page.tags[k] & _ELSE for k in range(paper.end, by - 1)):
            return None
        if page.lower[by - 1] == "signed" and page.lower[paper.head] in _AGREED:
            return None
        found = self.reading.subjects.starting(by + 1)
        return found if found is not None and found.shape in _ISSUERS else None

    def _undergoes(self, mention: Mention) -> bool:
        """Whether something is done to whom a mention means: X was (or has been) accused."""
        behind = range(mention.end + 1, mention.end + 3)
        return any(tells_act(self.page, k) and is_passive(self.page, k) for k in behind)
