"""The speaker's name and office, hidden in the text that the network reads around a quote.

What the network may know of the speaker is the side; the words that tell who it is are replaced, so that two speakers
of one side are treated alike, and nobody is labelled by a name.
"""

import re
from collections.abc import Iterator

from model.types import Span, Speaker

HIDDEN = "[MASK]"
SHORTEST_NAME = 4  # of a surname that is looked for again
_TITLED = r"(?:[A-Z](?:[\w'’-]+|[a-z]{0,3}\.) ){0,3}"  # "Gen. Volodymyr " before the surname


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
        yield _described(text, speaker.mention, speaker.description)
    *_, surname = speaker.name.split() or [""]
    if surname[:1].isupper() and len(surname) >= SHORTEST_NAME:
        for found in re.finditer(rf"\b{_TITLED}{re.escape(surname)}\b", text[shown.start : shown.end]):
            yield Span(shown.start + found.start(), shown.start + found.end())


def _described(text: str, mention: Span, description: str) -> Span:
    """Return the mention, grown by its description where that stands beside it ("Ivanenko, the governor")."""
    if not description:
        return mention
    near = Span(max(0, mention.start - len(description) - 4), mention.end + len(description) + 4)
    at = text.find(description, near.start, near.end)
    if at < 0:
        return mention
    return Span(min(mention.start, at), max(mention.end, at + len(description)))
