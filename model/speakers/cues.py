"""Cues: the verbs, nouns and marks that tie words to a speaker, each with the mention that it points to."""

from dataclasses import dataclass
from enum import StrEnum

from model.speakers.lexicon import AUX, CUE, DET, MODIFIER, NATION, NOUN, PAPER, POSS, PREP, SAYING, TIME, lexicon
from model.speakers.mention import Mention, Shape
from model.speakers.page import BREAK, QUOTE, Page
from model.speakers.subjects import Subjects

_GENITIVE = ("'s", "’s", "'", "’")
_RELAYS = frozenset(["quote", "cite", "report"])
WRITTEN = frozenset("released issued published posted written shared signed sent given made".split())  # noqa: SIM905
_INVERTED = frozenset("say write add warn argue explain insist note conclude claim joke admit".split())  # noqa: SIM905
_CLOSING = frozenset([".", ";", "–", "—", BREAK])
_RELAY = 25  # tokens from "quoted" to "as saying"
_SOURCED = (
    ("according", "to"),
    ("words", "of"),
    ("claims", "by"),
    ("statement", "by"),
    ("statement", "from"),
    ("per", ""),
)


class Tie(StrEnum):
    """How a cue and its mention hang together."""

    BEFORE = "before"  # X said
    AFTER = "after"  # said X
    SHARED = "shared"  # X did this, saying
    PASSIVE = "passive"  # X was told
    AGENT = "agent"  # described by X as
    SOURCE = "source"  # according to X
    OWNER = "owner"  # X's claim that
    LABEL = "label"  # X: "..."
    DASH = "dash"  # "..." - X


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue at the tokens [first, end); it has a subject among the mentions."""

    first: int
    end: int
    lemma: str
    form: str
    strength: str
    tie: Tie
    subject: Mention

    @property
    def low(self) -> int:
        """First token of cue and subject together."""
        return min(self.first, self.subject.first)

    @property
    def high(self) -> int:
        """End token of cue and subject together."""
        return max(self.end, self.subject.end)


def find_cues(page: Page, subjects: Subjects) -> list[Cue]:
    """Return the cues of a page in the order of their tokens."""
    out: list[Cue] = []
    for i, tags in enumerate(page.tags):
        if tags & CUE and (cue := _verb_cue(page, subjects, i, out)):
            out.append(cue)
        if tags & (SAYING | PAPER) and (owner := _owner_cue(page, subjects, i)):
            out.append(owner)
        if page.lower[i] in ("to", "of", "by", "from", "per") and (source := _source_cue(page, subjects, i)):
            out.append(source)
        if page.words[i] in (":", "-", "–", "—") and (label := _mark_cue(page, subjects, i)):
            out.append(label)
    return out


def _verb_cue(page: Page, subjects: Subjects, i: int, earlier: list[Cue]) -> Cue | None:
    form = lexicon().cues[page.lower[i]]
    if _is_noun(page, subjects, i, form.form):
        return None
    subject, tie = _subject(page, subjects, i, form.form, earlier)
    if subject is None:
        return None
    return Cue(i, i + 1, form.lemma, form.form, form.strength, tie, subject)


def _is_noun(page: Page, subjects: Subjects, i: int, form: str) -> bool:
    """Whether the form is a noun or an adjective here: the claims, a written reply, his call."""
    tags = page.tags[i]
    covering = subjects.covering(i)
    if covering and _ends_phrase(page, covering, i, form):
        return True
    if i == 0 or form == "ing":
        return False
    before = page.tags[i - 1]
    if before & (DET | POSS) and page.lower[i - 1] not in ("that", "this", "one", "some", "many", "others", "another"):
        return True
    if page.words[i - 1] in _GENITIVE:
        return form != "past"
    nounish = bool(tags & (NOUN | SAYING)) and form in ("base", "s")
    if nounish and before & (PREP | MODIFIER | NATION) and page.lower[i - 1] != "to":
        return not (before & NATION and form == "s")
    return form == "base" and not before & AUX and bool(before & PREP) and page.lower[i - 1] != "to"


def _ends_phrase(page: Page, covering: Mention, i: int, form: str) -> bool:
    """Whether a form inside a mention is a noun of it: the United States, the operational command."""
    if covering.end != i + 1 or covering.first == i or form not in ("base", "s"):
        return True
    return page.lower[i - 1] == "united" or (form == "base" and bool(page.tags[i - 1] & MODIFIER))


def _subject(page: Page, subjects: Subjects, i: int, form: str, earlier: list[Cue]) -> tuple[Mention | None, Tie]:
    passive = form == "past" and _passive(page, i)
    if lexicon().cues[page.lower[i]].lemma in _RELAYS and (relayed := _relayed(page, subjects, i, passive=passive)):
        return relayed, Tie.BEFORE if relayed.first < i else Tie.AFTER
    if passive:
        agent = _agent(page, subjects, i)
        if agent:
            return agent, Tie.AGENT
    elif form != "base" and _turned(page, i) and (found := subjects.after(i)) and _closes(page, subjects, i, found):
        return found, Tie.AFTER
    if form != "ing" or (i and page.tags[i - 1] & AUX):
        found = subjects.before(i)
        if found:
            return found, Tie.PASSIVE if passive and page.lower[i] != "quoted" else Tie.BEFORE
    elif (found := subjects.across(i)) and found.first and page.lower[found.first - 1] == "with":
        return found, Tie.BEFORE
    return _shared(page, subjects, i, earlier), Tie.SHARED


def _relayed(page: Page, subjects: Subjects, i: int, *, passive: bool) -> Mention | None:
    """Return X in "the agency quoted X as saying", "quoted X, an aside, saying" and "X was quoted by the agency"."""
    reports = lexicon().cues[page.lower[i]].lemma == "report"
    if passive:
        return None if reports else subjects.before(i)
    end = min(page.extent(page.sentence[i])[1], i + _RELAY)
    says = any(page.lower[j] == "as" and page.lower[j + 1].endswith("ing") for j in range(i + 1, end - 1))
    if not says and (reports or "saying" not in page.lower[i + 1 : end]):
        return None
    return subjects.after(i)


def _turned(page: Page, i: int) -> bool:
    """Whether the verb stands where only its subject can follow: right after a quotation or opening a sentence."""
    j = i
    while j and (page.words[j - 1] == "," or page.lower[j - 1] in ("so", "also", "then")):
        j -= 1
    if j > 0 and page.words[j - 1] == QUOTE:
        return True
    opens = j == page.bounds[page.sentence[i]] and page.lower[i] in ("said", "says", "wrote", "asked")
    return opens or (page.words[i - 1] == "," and lexicon().cues[page.lower[i]].lemma in _INVERTED)


def _closes(page: Page, subjects: Subjects, i: int, found: Mention) -> bool:
    """Whether what follows a verb is its subject: not so in "X, an aside, said it was", where a clause goes on."""
    if page.words[i - 1] != "," or (i > 1 and page.words[i - 2] == QUOTE):
        return True
    if found.shape is Shape.PRONOUN or (found.first > i + 1 and page.tags[i + 1] & PREP):
        return False
    following = page.words[found.end] if found.end < len(page) else BREAK
    if following == ",":
        before = subjects.before(i)
        return before is None or before.shape is not Shape.NAME
    named = found.shape in (Shape.NAME, Shape.ROLE) and bool(page.tags[min(found.end, len(page) - 1)] & (PREP | TIME))
    return following in _CLOSING or named


def _passive(page: Page, i: int) -> bool:
    j = i - 1
    while j >= 0 and (
        page.lower[j].endswith("ly") or page.lower[j] in ("also", "been", "being", "not", "once", "even")
    ):
        if page.lower[j] in ("been", "being"):
            return True
        j -= 1
    return j >= 0 and page.lower[j] in ("is", "was", "are", "were", "be", "been", "being", "'s", "’s")


def _agent(page: Page, subjects: Subjects, i: int) -> Mention | None:
    """Return X in "was denounced (as ...) by X" within the sentence."""
    _, end = page.extent(page.sentence[i])
    for j in range(i + 1, min(end, i + 12)):
        if page.lower[j] == "by":
            return subjects.starting(j + 1)
        if page.words[j] in (",", ";", BREAK):
            return None
    return None


def _shared(page: Page, subjects: Subjects, i: int, earlier: list[Cue]) -> Mention | None:
    """Return the subject that this verb shares with what the sentence began with."""
    low = page.bounds[page.sentence[i]]
    for cue in reversed(earlier[-4:]):
        if cue.first >= low and cue.first < i and cue.tie is not Tie.PASSIVE:
            return cue.subject
    return first_subject(page, subjects, low, i)


def first_subject(page: Page, subjects: Subjects, low: int, end: int) -> Mention | None:
    """Return the first mention of a clause that no preposition governs, or else its first mention."""
    found = subjects.within(low, end)
    for mention in found:
        if mention.shape is not Shape.WHO and not (mention.first > low and page.tags[mention.first - 1] & PREP):
            return mention
    return found[0] if found else None


def _owner_cue(page: Page, subjects: Subjects, i: int) -> Cue | None:
    """X's claim, his words, the ministry statement, a statement in which a body or person is named first."""
    covering = subjects.covering(i)
    if covering and covering.head == i and covering.owner is not None:
        return Cue(i, i + 1, page.lower[i], "noun", "noun", Tie.OWNER, covering.owner)
    if i and page.words[i - 1] in _GENITIVE and (found := subjects.ending(i - 1)):
        return Cue(i, i + 1, page.lower[i], "noun", "noun", Tie.OWNER, found)
    if i and page.lower[i - 1] in ("his", "her", "their", "its"):
        return Cue(i, i + 1, page.lower[i], "noun", "noun", Tie.OWNER, Mention(i - 1, i, Shape.PRONOUN, i - 1))
    return None


def _source_cue(page: Page, subjects: Subjects, i: int) -> Cue | None:
    """According to X, in the words of X, a statement by X."""
    pair = (page.lower[i - 1] if i else "", page.lower[i])
    known = pair in _SOURCED or pair[1] == "per"
    if not known and not _words_by(page, i):
        return None
    found = subjects.starting(i + 1) or (subjects.generic_after(i + 1) if known else None)
    strength = "strong" if known else "noun"
    return Cue(max(i - 1, 0), i + 1, " ".join(pair).strip(), "source", strength, Tie.SOURCE, found) if found else None


def _words_by(page: Page, i: int) -> bool:
    """Whether the token is the "from" of "a warning from X" or the "by" of "a letter (written) by X"."""
    noun = i - 1 - (page.lower[i - 1] in WRITTEN)
    return i > 1 and page.lower[i] in ("by", "from") and bool(page.tags[noun] & (SAYING | PAPER))


def _mark_cue(page: Page, subjects: Subjects, i: int) -> Cue | None:
    """`Name: "..."` and `"..." - Name`."""
    following = page.words[i + 1] if i + 1 < len(page) else BREAK
    if page.words[i] == ":" and following == QUOTE:
        found = subjects.ending(i)
        if found and found.first == page.bounds[page.sentence[i]]:
            return Cue(i, i + 1, ":", "mark", "strong", Tie.LABEL, found)
    if page.words[i] != ":" and i and page.words[i - 1] == QUOTE and (found := subjects.starting(i + 1)):
        return Cue(i, i + 1, page.words[i], "mark", "strong", Tie.DASH, found)
    return None
