"""Turns of a transcript: lines that begin with who speaks and a colon (SMITH: Good evening)."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from model.speakers.choice.candidate import Candidate
from model.speakers.choice.place import Place
from model.speakers.cues.subjects import Subjects
from model.speakers.mentions.likeness import Likeness
from model.speakers.mentions.mention import Mention, Shape
from model.speakers.tokens.lexicon import SELF
from model.speakers.tokens.page import BREAK, QUOTE, Page

_LONGEST_LABEL = 16  # tokens: THE MINISTER FOR REGIONAL DEVELOPMENT (via an interpreter)
_PERSONAL = frozenset(["given", "titled", "known", Shape.ROLE])  # signs that a label is somebody's
_BESIDE = (":", ",", "(")  # what may follow the speaker in a label: OLENA KELL, SURGEON


@dataclass(frozen=True, slots=True)
class Turn:
    """The tokens [first, end) of what somebody says."""

    first: int
    end: int
    speaker: Mention


@dataclass(frozen=True, slots=True)
class _Label:
    first: int
    colon: int
    speaker: Mention | None  # None of Q and A
    personal: bool
    loud: bool  # in capitals
    bare: bool  # a surname alone


class Turns:
    """Tells in whose turn a token of a page stands."""

    def __init__(self, page: Page, subjects: Subjects, likeness: Likeness) -> None:
        labels = list(_labels(page, subjects, likeness))
        self.turns = list(_turns(page, labels))
        self.firsts = [turn.first for turn in self.turns]

    def at(self, token: int) -> Turn | None:
        """Return the turn in which a token stands, if there is one whose speaker the text names."""
        k = bisect_right(self.firsts, token) - 1
        return self.turns[k] if k >= 0 and token < self.turns[k].end else None


def in_turn(page: Page, turn: Turn, place: Place, found: Sequence[Candidate]) -> list[Candidate]:
    """Return whom the words of a turn name as saying the quotation, or else whose turn it is, who is its "I"."""
    told = []
    for one in found:
        if one.cue is None or one.cue.low < turn.first or one.cue.high > turn.end:
            continue
        goes_on = one.continues and place.opening == "^"
        if goes_on or (not one.continues and page.sentence[one.cue.first] == place.sentence):
            told.append(replace(one, mention=turn.speaker) if page.tags[one.mention.head] & SELF else one)
    return told or [Candidate(turn.speaker, None, ("turn",))]


def _labels(page: Page, subjects: Subjects, likeness: Likeness) -> Iterator[_Label]:
    """Yield what stands before a colon at the start of a line, where it is in capitals or a name or an office."""
    for colon, word in enumerate(page.words):
        first = _line_start(page, colon) if word == ":" else colon
        if first == colon:
            continue
        speaker = subjects.starting(first)
        loud = _is_loud(page, first, colon)
        if page.words[first:colon] in (["Q"], ["A"]):
            yield _Label(first, colon, None, personal=True, loud=True, bare=False)
        elif speaker is not None and page.words[speaker.end] in _BESIDE:
            personal, bare = likeness.of(speaker) in _PERSONAL, _is_surname(page, first, colon)
            if personal or loud or bare:
                yield _Label(first, colon, speaker, personal, loud, bare)


def _is_surname(page: Page, first: int, colon: int) -> bool:
    """Whether a label is one word with a capital that is known for no noun and stands nowhere in small letters."""
    return colon == first + 1 and page.caps[first] and not page.tags[first] and page.lower[first] not in page.small


def _is_loud(page: Page, first: int, colon: int) -> bool:
    """Whether a label is written in capitals, but for what stands in brackets at its end."""
    end = next((k for k in range(first, colon) if page.words[k] in ("(", "[")), colon)
    return all(word.isupper() for word in page.words[first:end] if word[0].isalpha())


def _line_start(page: Page, colon: int) -> int:
    """Return the first word of the line that a colon is the first of; `colon` itself where the line is no label."""
    first = colon
    while first and page.words[first - 1] not in (BREAK, QUOTE, ":") and colon - first < _LONGEST_LABEL:
        first -= 1
    if first and page.words[first - 1] != BREAK:
        return colon
    while first < colon and not page.words[first][0].isalpha():  # [00:12:03] SMITH
        first += 1
    return first


def _turns(page: Page, labels: Sequence[_Label]) -> Iterator[Turn]:
    """Yield the turns of a transcript, or else the lines whose label is surely a speaker's."""
    asking = _is_conversation(page, labels)
    if not asking:  # a bare surname in small letters may be any word
        labels = [each for each in labels if each.personal or each.loud]
    whole = asking or _is_transcript(page, labels)
    for k, label in enumerate(labels):
        end = labels[k + 1].first if whole and k + 1 < len(labels) else _line_end(page, label.colon)
        if label.speaker is not None and (whole or (label.loud and (label.personal or _speaks(page, label)))):
            yield Turn(label.first, end, label.speaker)


def _is_transcript(page: Page, labels: Sequence[_Label]) -> bool:
    """Whether somebody speaks, then another, then the first again; what links to articles (WATCH) is no speaker."""
    return any(each.personal or _speaks(page, each) for each in labels) and _returns(page, labels)


def _is_conversation(page: Page, labels: Sequence[_Label]) -> bool:
    """Whether lines of bare surnames ask and answer, by which they are known for speakers."""
    asked = any(page.words[each.first - 2 : each.first] == ["?", BREAK] for each in labels[1:])
    return asked and all(each.bare for each in labels) and _returns(page, labels)


def _returns(page: Page, labels: Sequence[_Label]) -> bool:
    """Whether one label stands before another and behind it again."""
    keys = [page.lower[each.speaker.head] if each.speaker else page.lower[each.first] for each in labels]
    return any(a == c != b for a, b, c in zip(keys, keys[1:], keys[2:], strict=False))


def _speaks(page: Page, label: _Label) -> bool:
    """Whether whoever a label names says "I" in the line behind it."""
    return "I" in page.words[label.colon : _line_end(page, label.colon)]


def _line_end(page: Page, token: int) -> int:
    end = token
    while page.word_at(end) not in (BREAK, ""):
        end += 1
    return end
