"""One page, read once: its mentions, subjects and cues."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from model.speakers.cues.cue import Cue, Tie
from model.speakers.cues.find import find_cues
from model.speakers.cues.subjects import Subjects
from model.speakers.cues.verbs import first_subject
from model.speakers.mentions.find import find_mentions
from model.speakers.mentions.mention import Mention, Shape
from model.speakers.tokens.lexicon import DET
from model.speakers.tokens.page import Page

_LATELY = 10  # sentences over which somebody is taken up
_REACH = 400  # tokens, where those sentences are long
_LONGEST = 16  # tokens of a body's whole name


class Reading:
    """What one page holds, in the order of its tokens: who is mentioned, who speaks, where quotations stand."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.subjects = Subjects(page, find_mentions(page))
        self.cues = find_cues(page, self.subjects)
        self.cue_firsts = [c.first for c in self.cues]  # for bisection
        self.quote_tokens = sorted(page.quotes)
        self.speaking = {c.subject.head for c in self.cues if c.tie is not Tie.PASSIVE}  # heads of mentions
        self.cue_ending = {c.end: c for c in self.cues}  # by the token behind it
        self.acronyms = self._spelt_out()  # "ISW" -> the mention that gives it in full

    def quotes_between(self, a: int, b: int) -> int:
        """Return how many quotations stand in the tokens [a, b)."""
        return bisect_left(self.quote_tokens, b) - bisect_left(self.quote_tokens, a)

    def cues_before(self, token: int, since: int = 0) -> Iterator[Cue]:
        """Yield the cues in the tokens [since, token), the nearest first."""
        for k in range(bisect_left(self.cue_firsts, token) - 1, bisect_left(self.cue_firsts, since) - 1, -1):
            yield self.cues[k]

    def speaks(self, mention: Mention) -> bool:
        """Whether the mention is the subject of a verb of speech."""
        return mention.head in self.speaking

    def others_speak(self, mention: Mention, later: Mention) -> bool:
        """Whether somebody else is said to say something between two mentions."""
        low, high = bisect_left(self.cue_firsts, mention.end), bisect_left(self.cue_firsts, later.first)
        between = (c for c in self.cues[low:high] if c.strength == "strong" and c.tie is not Tie.PASSIVE)
        others = (c.subject for c in between if c.subject.head not in (mention.head, later.head))
        return any(m.shape in (Shape.NAME, Shape.ROLE, Shape.BODY) for m in others)

    def cues_of(self, mention: Mention) -> list[Cue]:
        """Return the cues of a mention's sentence that have it as their subject."""
        first, end = self.page.extent(self.page.sentence[mention.first])
        own = self.cues[bisect_left(self.cue_firsts, first) : bisect_left(self.cue_firsts, end)]
        return [cue for cue in own if cue.subject.head == mention.head]

    def lately(self, mention: Mention) -> Sequence[Mention]:
        """Return the mentions of the `_LATELY` sentences before a mention, of the last `_REACH` tokens."""
        first = self.page.bounds[self.back(mention, _LATELY)]
        return self.subjects.within(max(first, mention.first - _REACH), mention.first)

    def back(self, mention: Mention, sentences: int) -> int:
        """Return the sentence so many before that of a mention, or the first."""
        return max(0, self.page.sentence[mention.first] - sentences)

    def acts(self, mention: Mention) -> bool:
        """Whether a mention speaks or is what its sentence is about."""
        low, high = self.page.extent(self.page.sentence[mention.first])
        return self.speaks(mention) or first_subject(self.page, self.subjects, low, high) is mention

    def reported(self, mention: Mention) -> bool:
        """Whether somebody is said to have done something: the Kremlin of "the ministry said the Kremlin had ..."."""
        said = self.cue_ending.get(mention.first - (self.page.lower_at(mention.first - 1) == "that"))
        return said is not None and said.tie is Tie.BEFORE and said.lemma == "say"

    def _spelt_out(self) -> dict[str, Mention]:
        """Return what acronyms stand for: ISW of "the Institute for the Study of War (ISW)"."""
        page, out = self.page, self._initials()
        for short in self.subjects.mentions:
            k = short.first
            if short.end - k == 1 and page.words[k].isupper() and page.word_at(k - 1) == "(":
                whole = self.subjects.across(k - 1)
                if whole is not None and whole.shape in (Shape.BODY, Shape.NAME):
                    out[page.words[k]] = whole
        return out

    def _initials(self) -> dict[str, Mention]:
        """Return the names that the page gives in full, by their initials: the Financial Times for FT."""
        page = self.page
        out: dict[str, Mention] = {}
        for mention in self.subjects.mentions:
            if mention.shape not in (Shape.BODY, Shape.NAME) or not page.caps[mention.head]:
                continue
            end = self._proper_end(mention)
            capitals = [k for k in range(mention.first, end) if page.caps[k] and not page.tags[k] & DET]
            for n in range(len(capitals) - 1):
                if n == 0 or "-" in page.words[capitals[n - 1]]:  # not the Kyiv-based
                    out.setdefault("".join(page.words[c][0] for c in capitals[n:]), mention)
        return out

    def _proper_end(self, mention: Mention) -> int:
        """Return the end of a name with what completes it in capitals: the Institute for the Study of War."""
        page, end = self.page, mention.end
        while end < mention.first + _LONGEST and page.lower_at(end) in ("of", "for", "and"):
            k = end + 1
            k += bool(page.tags_at(k) & DET)
            if not page.has_capital(k):
                break
            while k < mention.first + _LONGEST and page.has_capital(k):
                k += 1
            end = k
        return end
