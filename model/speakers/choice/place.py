"""Where a quotation stands, and what joins it to a cue."""

from collections.abc import Iterator
from dataclasses import dataclass

from model.language.lists import word_set
from model.quotes.marks import plain
from model.speakers.cues.cue import Cue
from model.speakers.mentions.mention import Mention, Shape
from model.speakers.tokens.page import BREAK, MARKS, QUOTE, Page

_JOINTS = frozenset((".", ",", ";", ":", "(", ")", BREAK, QUOTE)) | word_set("joint")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quotation stands: its token, sentence, and what touches it."""

    token: int
    sentence: int
    opening: str  # ":" "," "^" (starts the sentence) or "w" (woven into it)
    ending: str  # "," "." "?" or "x": how the quoted words end
    following: str  # "$" (ends the paragraph) "." "," "a" (small letter) "A" (capital)
    fragment: bool  # the words start with a small letter
    alone: bool  # it fills its paragraph


def read_place(page: Page, token: int) -> Place:
    """Describe where the quotation at `token` stands."""
    words = plain(page.text[page.starts[token] : page.ends[token]]).strip(MARKS + " ")
    sentence = page.sentence[token]
    following = _following(page, token)
    alone = _opens_paragraph(page, token) and following == "$"
    opening = "^" if token == page.bounds[sentence] else page.words[token - 1] if page.words[token - 1] in ":," else "w"
    ending = words[-1:] if words[-1:] in ",." else "?" if words[-1:] in "?!" else "x"
    return Place(token, sentence, opening, ending, following, words[:1].islower(), alone)


def _following(page: Page, token: int) -> str:
    beyond = token + 1
    if beyond >= len(page) or page.words[beyond] == BREAK or page.paragraph[beyond] != page.paragraph[token]:
        return "$"
    word = page.words[beyond]
    if not word[0].isalpha():
        return word if word in ".," else "q" if word == QUOTE else "x"
    return "A" if page.caps[beyond] else "a"


def _opens_paragraph(page: Page, token: int) -> bool:
    return token == 0 or page.paragraph[token - 1] != page.paragraph[token]


def joint_features(page: Page, place: Place, cue: Cue, firm: str) -> Iterator[str]:
    """Yield what joins cue and quotation: the word beside the quotation, the word after the cue, names in it."""
    token = place.token
    after = cue.first > token
    where = f"{'A' if after else 'B'}{page.sentence[cue.first] - place.sentence}"
    yield f"link:{where}:{_joining(page, token + 1 if after else token - 1)}"
    yield f"ends:{cue.tie}{where}:{_joining(page, cue.high)}"
    yield f"firm:{firm}:{cue.tie}{where}"
    if names_itself(page, place, cue.subject):
        yield f"quoted:{cue.tie}"


def _joining(page: Page, token: int) -> str:
    """Return the mark or small word at a token, `w` for any other word."""
    word = page.lower[token] if 0 <= token < len(page) else BREAK
    return word if word in _JOINTS else "w"


def names_itself(page: Page, place: Place, mention: Mention) -> bool:
    """Whether the quoted words name whom the mention names: few speak so of themselves."""
    if mention.shape is not Shape.NAME:
        return False
    return page.words[mention.head] in page.text[page.starts[place.token] : page.ends[place.token]]
