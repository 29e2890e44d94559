"""Cues: the verbs, nouns and marks that tie words to a speaker, each with the mention that it points to."""

from model.speakers.cues.cue import Cue, Tie
from model.speakers.cues.subjects import Subjects
from model.speakers.cues.verbs import HEARERS, subject_of
from model.speakers.mentions.mention import GENITIVE, Mention, Shape, is_governed, pronoun
from model.speakers.tokens.lexicon import (
    AUX,
    CUE,
    DET,
    MODIFIER,
    NATION,
    NOUN,
    PAPER,
    PLURAL,
    POSS,
    PREP,
    SAYING,
    lexicon,
)
from model.speakers.tokens.page import QUOTE, Page

_GENITIVE = (*GENITIVE, "'", "’")
WRITTEN = frozenset("came arrived released issued published posted written shared signed sent given made".split())
_SHOWN = frozenset(["seen", "obtained", "reviewed"])  # by whom does not matter: a letter that was seen by X reads
_SOURCE_LINE = 80  # tokens from "Source:" to "Quote:"
_SOURCED = (
    ("according", "to"),
    ("words", "of"),
    ("claims", "by"),
    ("statement", "by"),
    ("statement", "from"),
)


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
    subject, tie = subject_of(page, subjects, i, form.form, earlier)
    if (
        subject is None
        or (tie is Tie.AGENT and page.lower[i] in _SHOWN)
        or (form.form == "s" and _is_thing(page, i, subject))
    ):
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
    nounish = bool(tags & (NOUN | SAYING))
    if nounish and before & (PREP | MODIFIER | NATION) and page.lower[i - 1] != "to":
        return not (before & NATION and form == "s")
    return form == "base" and not before & AUX and bool(before & PREP) and page.lower[i - 1] != "to"


def _is_thing(page: Page, i: int, subject: Mention) -> bool:
    """Whether an unknown noun and what looks like its verb are one: she learned it from the road signs."""
    return subject.shape is Shape.GENERIC and is_governed(page, subject) and page.word_at(i + 1) == "."


def _ends_phrase(page: Page, covering: Mention, i: int, form: str) -> bool:
    """Whether a form inside a mention is a noun of it: the United States, the operational command."""
    if covering.end != i + 1 or covering.first == i or form not in ("base", "s"):
        return True
    before = page.tags[i - 1] & MODIFIER or _is_title(page, i)
    return page.lower[i - 1] == "united" or (form == "base" and bool(before))


def _is_title(page: Page, i: int) -> bool:
    """Whether a capital makes a noun of a form: The Daily Show, but not the headline "Experts Say"."""
    return page.caps[i] and not page.tags[i - 1] & PLURAL


def _owner_cue(page: Page, subjects: Subjects, i: int) -> Cue | None:
    """X's claim, his words, the ministry statement, a statement in which a body or person is named first."""
    covering = subjects.covering(i)
    if covering and covering.head == i and covering.owner is not None:
        return Cue(i, i + 1, page.lower[i], "noun", "noun", Tie.OWNER, covering.owner)
    if page.word_at(i - 1) in _GENITIVE and (found := subjects.ending(i - 1)):
        return Cue(i, i + 1, page.lower[i], "noun", "noun", Tie.OWNER, found)
    if page.lower_at(i - 1) in ("his", "her", "their", "its"):
        return Cue(i, i + 1, page.lower[i], "noun", "noun", Tie.OWNER, pronoun(i - 1))
    return None


def _source_cue(page: Page, subjects: Subjects, i: int) -> Cue | None:
    """According to X, in the words of X, a statement by X."""
    per = page.lower[i] == "per"
    pair = ("per",) if per else (page.lower_at(i - 1), page.lower[i])
    known = per or pair in _SOURCED
    if not known and not _words_by(page, i):
        return None
    found = subjects.starting(i + 1)
    if found is None and known:  # according to him, according to the crowd
        found = pronoun(i + 1) if page.lower_at(i + 1) in HEARERS else subjects.generic_after(i + 1)
    strength = "strong" if known else "noun"
    first = i if per else max(i - 1, 0)
    return Cue(first, i + 1, " ".join(pair).strip(), "source", strength, Tie.SOURCE, found) if found else None


def _words_by(page: Page, i: int) -> bool:
    """Whether the token is the "from" of "a warning from X" or the "by" of "a letter (written) by X"."""
    noun = i - 1 - (page.lower[i - 1] in WRITTEN)
    return i > 1 and page.lower[i] in ("by", "from") and bool(page.tags[noun] & (SAYING | PAPER))


def _mark_cue(page: Page, subjects: Subjects, i: int) -> Cue | None:
    """`Name: "..."` and `"..." - Name`."""
    if page.words[i] == ":" and page.word_at(i + 1) == QUOTE:
        found = _sourced(page, subjects, i) or subjects.ending(i)
        if found and page.lower[i - 1] == "quote":
            return Cue(i, i + 1, ":", "mark", "strong", Tie.LABEL, found)
        if found and found.first == page.bounds[page.sentence[i]]:
            return Cue(i, i + 1, ":", "mark", "strong", Tie.LABEL, found)
    if page.words[i] != ":" and page.word_at(i - 1) == QUOTE and (found := subjects.starting(i + 1)):
        return Cue(i, i + 1, page.words[i], "mark", "strong", Tie.DASH, found)
    return None


def _sourced(page: Page, subjects: Subjects, i: int) -> Mention | None:
    """Return X of the line "Source: X" above a line "Quote: “...”"."""
    if page.lower[i - 1] != "quote" or i - 1 != page.bounds[page.sentence[i]]:
        return None
    for k in range(i - 1, max(1, i - _SOURCE_LINE), -1):
        if page.words[k] == ":" and page.lower[k - 1] == "source":
            return next(iter(subjects.within(k + 1, min(i, k + 4))), None)
    return None
