"""Whose verb of speech it is: before it, after it, behind a "by", or shared with what the sentence began with."""

from dataclasses import replace

from model.speakers.cues.cue import Cue, Tie
from model.speakers.cues.subjects import Subjects
from model.speakers.mentions.acting import acts
from model.speakers.mentions.mention import Mention, Shape, is_governed, pronoun
from model.speakers.tokens.lexicon import AUX, CUE, DET, POSS, PREP, TIME, lexicon
from model.speakers.tokens.page import BREAK, QUOTE, Page

_RELAYS = frozenset(["quote", "cite", "report"])
_INVERTED = frozenset("say write add warn argue explain insist note conclude claim joke admit".split())
_BLAMING = frozenset("accuse blame criticise criticize condemn denounce praise thank".split())  # no words of X's
_CLOSING = frozenset([".", ";", "–", "—", BREAK])
HEARERS = ("him", "her", "them")
_RELAY = 25  # tokens from "quoted" to "as saying"


def subject_of(page: Page, subjects: Subjects, i: int, form: str, earlier: list[Cue]) -> tuple[Mention | None, Tie]:
    """Return whose verb stands at `i`, and how the two hang together; `earlier` are the cues before it."""
    by = "by" in page.lower[i + 1 : i + 2 + (page.word_at(i + 1) == QUOTE)]
    aside = by and page.word_at(i - 1) == ","  # the plan, described by an official as
    passive = form == "past" and (aside or is_passive(page, i))
    if lexicon().cues[page.lower[i]].lemma in _RELAYS and (relayed := _relayed(page, subjects, i, passive=passive)):
        return relayed, Tie.BEFORE if relayed.first < i else Tie.AFTER
    if passive:
        agent = agent_of(page, subjects, i)
        if agent:
            return agent, Tie.AGENT
    elif form != "base" and _turned(page, i) and (found := subjects.after(i)) and _closes(page, subjects, i, found):
        return found, Tie.AFTER
    if form == "ing" and not page.tags_at(i - 1) & AUX:
        found = subjects.across(i) or _apposed(page, subjects, i)
        before = found if found and _opens_phrase(page, subjects, found) else None
    else:
        before = subjects.before(i)
        before = None if before and form == "base" and _is_object(page, i, before) else before
    if before is None:
        shared = _shared(page, subjects, i, earlier)
        return shared, Tie.BEFORE if shared and form == "ing" and _carries_on(page, subjects, i, shared) else Tie.SHARED
    return before, Tie.PASSIVE if passive else Tie.BEFORE


def _is_object(page: Page, i: int, found: Mention) -> bool:
    """Whether what stands before "to warn him" is him, not who warns: X telephoned the president to warn him."""
    opens = found.first == page.bounds[page.sentence[i]]
    return page.lower[i - 1] == "to" and page.lower_at(i + 1) in HEARERS and not opens


def _apposed(page: Page, subjects: Subjects, i: int) -> Mention | None:
    """Return X of "with its minister, X, (calling)"."""
    found = subjects.ending(i - 1) if page.word_at(i - 1) == "," else None
    named = found is not None and found.shape is Shape.NAME and page.word_at(found.first - 1) == ","
    return found if named else None


def _opens_phrase(page: Page, subjects: Subjects, found: Mention) -> bool:
    """Whether a mention is what a "with" or "despite" brings in, to speak: with some in the crowd (shouting)."""
    k = found.first - 1
    if page.word_at(k) == "," and (office := subjects.ending(k)) is not None:
        k = office.first - 1
    if page.lower_at(k) in ("in", "of", "among") and page.lower_at(k - 1) in ("some", "many", "others", "several"):
        k -= 2
    return page.lower_at(k) in ("with", "despite")


def _relayed(page: Page, subjects: Subjects, i: int, *, passive: bool) -> Mention | None:
    """Return X in "quoted X as saying", "quoted X, an aside, saying", "quotes X: “...”" and "X was quoted by Y"."""
    reports = lexicon().cues[page.lower[i]].lemma == "report"
    if passive:
        return None if reports else subjects.before(i)
    end = min(page.extent(page.sentence[i])[1], i + _RELAY)
    if page.lower_at(i + 1) in HEARERS and page.lower_at(i + 2) == "as":
        return pronoun(i + 1)
    says = any(page.lower[j] == "as" and page.lower[j + 1].endswith("ing") for j in range(i + 1, end - 1))
    found = subjects.after(i)
    if says or (not reports and ("saying" in page.lower[i + 1 : end] or _before_colon(page, found))):
        return found
    return None


def _before_colon(page: Page, quoted: Mention | None) -> bool:
    """Whether a colon behind a person, or behind what completes the mention, opens the quotation."""
    if quoted is None or quoted.shape not in (Shape.NAME, Shape.ROLE):
        return False
    end = min(page.extent(page.sentence[quoted.first])[1], quoted.end + _RELAY)
    colon = next((k for k in range(quoted.end, end) if page.words[k] in _CLOSING or page.words[k] in (":", QUOTE)), 0)
    plain = not any(page.tags[k] & (CUE | AUX | POSS) or page.lower[k] == "and" for k in range(quoted.end, colon))
    return plain and page.words[colon : colon + 2] == [":", QUOTE]


def _turned(page: Page, i: int) -> bool:
    """Whether the verb stands where only its subject can follow: right after a quotation or opening a sentence."""
    j = i
    while j and (page.words[j - 1] == "," or page.lower[j - 1] in ("so", "also", "then")):
        j -= 1
    if page.word_at(j - 1) == QUOTE:
        return page.lower[i - 1] != "then" or lexicon().cues[page.lower[i]].lemma not in _BLAMING
    opens = j == page.bounds[page.sentence[i]] and page.lower[i] in ("said", "says", "wrote", "asked")
    return opens or (page.word_at(i - 1) == "," and lexicon().cues[page.lower[i]].lemma in _INVERTED)


def _closes(page: Page, subjects: Subjects, i: int, found: Mention) -> bool:
    """Whether what follows a verb is its subject: not so in "X, an aside, said it was", where a clause goes on."""
    if page.word_at(i - 1) != "," or page.word_at(i - 2) == QUOTE:
        return True
    if found.shape is Shape.PRONOUN or (found.first > i + 1 and page.tags[i + 1] & PREP):
        return False
    following = page.word_at(found.end)
    if following == ",":
        before = subjects.before(i)
        return before is None or before.shape is not Shape.NAME
    named = found.shape in (Shape.NAME, Shape.ROLE) and bool(page.tags_at(found.end) & (PREP | TIME))
    return not following or following in _CLOSING or named


def is_passive(page: Page, i: int) -> bool:
    """Whether a form of "be" stands before a participle: was (not) told, has been warned."""
    j = i - 1
    while page.lower_at(j).endswith("ly") or page.lower_at(j) in ("also", "not", "once", "even"):
        j -= 1
    return page.lower_at(j) in ("is", "was", "are", "were", "be", "been", "being", "'s", "’s")


def agent_of(page: Page, subjects: Subjects, i: int) -> Mention | None:
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
        if cue.first >= low and cue.tie is not Tie.PASSIVE:
            return cue.subject
    return first_subject(page, subjects, low, i)


def _carries_on(page: Page, subjects: Subjects, i: int, subject: Mention) -> bool:
    """Whether an "ing" only says how whoever opens the sentence did something: X left the talks, calling them “...”."""
    opens = subject.first - page.bounds[page.sentence[i]] <= 1
    return opens and page.words[i - 1] == "," and acts(page, _completed(page, subjects, subject, i))


def _completed(page: Page, subjects: Subjects, subject: Mention, i: int) -> Mention:
    """Return a subject up to its verb: X (of Y) was, X (, an analyst,) was."""
    if page.words[subject.end] == ",":
        comma = next((k for k in range(subject.end + 1, i - 1) if page.words[k] == ","), None)
        return replace(subject, end=comma + 1) if comma is not None else subject
    more = subjects.starting(subject.end + 1) if page.tags[subject.end] & PREP else None
    return more or subject


def first_subject(page: Page, subjects: Subjects, low: int, end: int) -> Mention | None:
    """Return the first mention of a clause that no preposition governs, or else its first mention."""
    found = subjects.within(low, end)
    governed = False
    for mention in found:
        bare = mention.shape is Shape.PLACE and not page.tags[mention.first] & DET
        closed = page.word_at(mention.first - 1) == page.word_at(mention.end) == ","
        land = governed and bare and closed  # In Lviv, Ukraine, X
        governed = is_governed(page, mention, low)
        if mention.shape is not Shape.WHO and not governed and not land:
            return mention
    return found[0] if found else None
