"""Mentions that belong together: "President of" and "the European Council X", the parts of a ministry's name."""

from dataclasses import replace

from model.speakers.mentions.mention import Mention, Shape
from model.speakers.tokens.lexicon import BODY, DET, NATION, NOUN, PLURAL, POSS, PREP, ROLE, TITLE, lexicon
from model.speakers.tokens.page import Page

_TITLED = DET | POSS | NATION
_COMPLETING = ("of", "for")
_ABOUT = ("of", "for", "on")  # the Committee on Defence
_SENT = ("to", "at")  # the ambassador to NATO
_ENVOYS = ("ambassador", "representative", "envoy", "delegate", "observer", "adviser", "advisor")
_PARTS = 8  # mentions that are joined into one, at most
_LISTED = ("and", "&")


def join(page: Page, earlier: list[Mention], mention: Mention) -> Mention:
    """Return the mention with those that it completes, taking them out of `earlier`."""
    return _with_parts(page, earlier, _with_office(page, earlier, mention))


def with_surnames(page: Page, mentions: list[Mention]) -> list[Mention]:
    """Return the mentions with a surname in capitals, before a colon, for a person's, where the page has it in full."""
    if not any(_is_label(page, mention) for mention in mentions):
        return mentions
    names = {page.lower[m.head] for m in mentions if m.shape is Shape.NAME and m.name_end - m.name > 1}
    return [replace(m, shape=Shape.NAME) if _is_label(page, m) and page.lower[m.head] in names else m for m in mentions]


def _is_label(page: Page, mention: Mention) -> bool:
    """Whether a mention looks like a body's initials and is all that stands in a line before a colon: SMITH: Hello."""
    initials = mention.shape is Shape.BODY and mention.end - mention.first == 1 and page.words[mention.first].isupper()
    return initials and page.word_at(mention.end) == ":"


def _with_office(page: Page, earlier: list[Mention], mention: Mention) -> Mention:
    """Join an office to the name behind what completes it: Deputy Minister of Foreign Affairs of Ukraine X."""
    if earlier and earlier[-1].end == mention.first and earlier[-1].shape is Shape.ROLE and mention.shape is Shape.NAME:
        return replace(mention, first=earlier.pop().first)  # the minister for culture X
    if mention.name <= mention.first or not earlier:
        return mention
    bodily = any(_is_bodily(page, k) for k in range(mention.first, mention.name))
    bodily |= mention.name_end - mention.name > 1 and bool(page.tags[mention.name - 1] & NATION)
    titled = any(page.tags[k] & (ROLE | TITLE) for k in range(mention.first, mention.name))
    k = _office(page, earlier, mention)
    chained = k < len(earlier) - 1 and (not titled or page.lower[mention.first] == "the")
    if k < 0 or not (bodily or chained):
        return mention
    office = earlier[k]
    del earlier[k:]
    return replace(mention, first=office.first, shape=Shape.NAME)


def _is_bodily(page: Page, k: int) -> bool:
    """Whether a word before a name is a body's: no title, so that the name is not another office's holder."""
    tags = page.tags[k]
    if tags & BODY or (tags & ROLE and tags & PLURAL):
        return True
    return page.caps[k] and not tags & (_TITLED | ROLE | TITLE)


def _office(page: Page, earlier: list[Mention], mention: Mention) -> int:
    """Return the place of the role that "of" or "for" ties to a mention, over others between; -1 for none."""
    following, k = mention, len(earlier) - 1
    links = _COMPLETING if page.lower[earlier[k].head] not in _ENVOYS else _COMPLETING + _SENT
    last = max(0, k - _PARTS)
    while k >= last and following.first - earlier[k].end == 1:
        if page.lower[earlier[k].end] not in (_ABOUT if earlier[k].shape is Shape.BODY else links):
            return -1
        if earlier[k].shape is Shape.ROLE:
            return k
        if earlier[k].shape not in (Shape.BODY, Shape.NAME, Shape.GENERIC):
            return -1
        following, k = earlier[k], k - 1
    return -1


def _with_parts(page: Page, earlier: list[Mention], mention: Mention) -> Mention:
    """Join what a body is for to the body: the Department for Business, Energy and Industrial Strategy."""
    if not earlier or page.lower[mention.first - 1] not in _LISTED or not _is_part(page, mention):
        return mention
    k, following = len(earlier) - 1, mention
    last = max(0, k - _PARTS)
    while k >= last and _is_part(page, earlier[k]) and following.first - earlier[k].end == 1:
        following, k = earlier[k], k - 1
        if page.lower[following.first - 1] in _COMPLETING:
            break
    body = earlier[k] if k >= 0 else None
    completes = body is not None and following.first - body.end == 1 and page.lower[body.end] in _COMPLETING
    if body is None or not completes or body.shape is not Shape.BODY or not page.caps[body.head]:
        return mention
    del earlier[k:]
    return replace(body, end=mention.end)


def _is_part(page: Page, mention: Mention) -> bool:
    """Whether a mention can be what a body is for: Energy, Industrial Strategy; no person, people or office."""
    if page.lower[mention.first - 1] not in (*_LISTED, *_COMPLETING, ","):
        return False
    tags = [page.tags[k] for k in range(mention.first, mention.end)]
    proper = all(page.caps[k] for k in range(mention.first, mention.end))
    return (
        proper
        and not any(t & (NATION | TITLE | NOUN | DET | PREP) for t in tags)
        and page.lower[mention.first] not in lexicon().name_gender
    )
