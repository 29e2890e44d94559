"""The mentions of a page by a word of theirs: what a short mention is looked up in."""

from collections.abc import Sequence

from model.speakers.mentions.mention import Mention, Shape
from model.speakers.tokens.lexicon import DET
from model.speakers.tokens.page import Page

SHORT = 2  # tokens of "the ministry"


def bodies_by_first_word(page: Page, mentions: Sequence[Mention]) -> dict[str, Mention]:
    """Return the first body of several words by the word that only its name has: Levada of the Levada Center."""
    out = dict[str, Mention]()
    for mention in mentions:
        first = mention.first + bool(page.tags[mention.first] & DET)
        several = mention.end - first >= SHORT and all(page.caps[k] for k in (first, mention.head))
        if mention.shape is Shape.BODY and mention.owner is None and several and not page.tags[first]:
            out.setdefault(page.words[first], mention)
    return out


def longer_by_head(page: Page, mentions: Sequence[Mention]) -> dict[str, list[Mention]]:
    """Return the mentions of more than two tokens by their head noun, in order."""
    out: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.end - mention.first > SHORT:
            out.setdefault(page.lower[mention.head], []).append(mention)
    return out
