"""The speaker's name and office, hidden in the text that the network reads around a quote.

What the network may know of the speaker is the side; the words that tell who it is are replaced, so that two speakers
of one side are treated alike, and nobody is labelled by a name.
"""

import re
from collections.abc import Iterator

from model.sides.phrase import PREPOSITIONS
from model.types import Span, Speaker

HIDDEN = "[MASK]"  # of BERT; MPNet reads three pieces, as it did while it learnt (docs/decisions.md)
NAME_LENGTHS = range(4, 101)  # letters of a surname that is looked for again
GAP = 12  # characters between a mention and its description, ", who is the "
_TITLED = r"(?:[A-Z](?:[\w'’-]+|[a-z]{0,3}\.) ){0,3}"  # "Gen. Volodymyr " before the surname
_PLACED = r"(?!(?:In|On|At|From|Near|After|Before|Since|By|Speaking)\b)"  # "In Kyiv," is nobody's name
_STARTS = r"(?<![\w'’-])"  # where a word starts: not "\b", at which A'A'A'... would be read over and over
_NAMED = re.compile(rf"{_STARTS}{_PLACED}(?:[A-Z][\w'’-]+ ){{1,3}}[A-Z][\w'’-]+, (?:an? |the )?$")  # "Ivan Bondar, a "


def hide_speaker(text: str, shown: Span, speaker: Speaker) -> str:
    """Return `text[shown]` with `HIDDEN` wherever the speaker is named or described."""
    kept, at = [], shown.start
    for span in sorted(_spans(text, shown, speaker), key=lambda span: (span.start, -span.end)):
        if span.end > at and span.start < shown.end:
            kept += [text[at : max(at, span.start)], HIDDEN if span.start >= at else ""]
            at = span.end
    return "".join([*kept, text[at : shown.end]])


def _spans(text: str, shown: Span, speaker: Speaker) -> Iterator[Span]:
    """Yield the mention with the description beside it, and other places where the surname stands."""
    if speaker.mention is not None:
        whole = _grown(text, _grown(text, speaker.mention, speaker.name), speaker.description)
        yield _named(text, whole)
    for name in speaker.name.split(" and "):  # two who speak together
        *others, surname = name.split() or [""]
        placed = not PREPOSITIONS.isdisjoint(others)  # "Moscow" of "source in Moscow" is no surname
        if placed or not surname[:1].isupper() or len(surname) not in NAME_LENGTHS:
            continue
        written = re.escape(surname).replace("'", "['’]")
        for found in re.finditer(rf"{_STARTS}{_TITLED}{written}\b", text[shown.start : shown.end]):
            yield Span(shown.start + found.start(), shown.start + found.end())


def _grown(text: str, mention: Span, words: str) -> Span:
    """Return the mention, grown by words that stand over it or beside it ("Ivanenko, the governor")."""
    if not words:
        return mention
    near = max(0, mention.start - len(words) - GAP), mention.end + len(words) + GAP
    at = max(text.find(written, *near) for written in {words, words.replace("'", "’")})
    return Span(min(mention.start, at), max(mention.end, at + len(words))) if at >= 0 else mention


def _named(text: str, described: Span) -> Span:
    """Return the span grown by a name in front of it that it stands in apposition to."""
    found = _NAMED.search(text, max(0, described.start - 80), described.start)
    return Span(found.start(), described.end) if found else described
