"""Whether a mention does or says something, by the word behind it."""

from model.speakers.mentions.mention import Mention
from model.speakers.tokens.lexicon import ADV, AUX, CUE, NEG, word_set
from model.speakers.tokens.page import Page


def acts(page: Page, place: Mention) -> bool:
    """Whether a verb follows the mention: "Ivan Petrenko (also) said", "made", "is"."""
    end = place.end
    while end < len(page) and (page.tags[end] & (ADV | NEG) or page.lower[end].endswith("ly")):
        end += 1
    if end >= len(page):
        return False
    return bool(page.tags[end] & AUX) or tells_act(page, end)


def tells_act(page: Page, token: int) -> bool:
    """Whether a word tells what somebody did or says, by its looks: "said", "looted", "made"."""
    word = page.lower[token]
    return bool(page.tags[token] & CUE) or word.endswith("ed") or word in word_set("acted")
