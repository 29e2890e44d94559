"""Mentions: the pieces of a page that can name a speaker, found by capitals and by nouns for people and bodies."""

from model.language.lists import word_set
from model.sides.transliteration import PARTICLES
from model.speakers.mentions.acting import TRADES, has_object, is_trade, tells_act
from model.speakers.mentions.capitals import gives_seat, heads_line, just_opens, odd_capital
from model.speakers.mentions.joining import join, with_surnames
from model.speakers.mentions.known import long_names
from model.speakers.mentions.lengthy import firm_end, known_end, with_more
from model.speakers.mentions.mention import GENITIVE, Mention, Shape, account, describe, pronoun
from model.speakers.tokens.lexicon import (
    AUX,
    CONJ,
    CUE,
    DET,
    IT,
    MODIFIER,
    NATION,
    NOUN,
    OPENER,
    PAPER,
    PLURAL,
    POSS,
    PREP,
    PRONOUN,
    ROLE,
    SELF,
    TIME,
    TITLE,
    WHO,
    lexicon,
)
from model.speakers.tokens.page import BREAK, QUOTE, Page

_NAME_BREAKERS = PRONOUN | DET | POSS | PREP | CONJ | AUX | TIME
_MAX_TOKENS = 16  # of a noun phrase


def find_mentions(page: Page) -> list[Mention]:
    """Return the mentions of a page in order; no two overlap."""
    out: list[Mention] = []
    i, end, bodies = 0, len(page), long_names()
    while i < end:
        word = page.words[i]
        plain = not page.tags[i] and not page.caps[i] and word[0] != "@" and word not in bodies  # most words by far
        mention = None if plain else _mention_at(page, i)
        if mention is None:
            i += 1
        else:
            out.append(join(page, out, mention))
            i = mention.end
    return with_surnames(page, out)


def _mention_at(page: Page, i: int) -> Mention | None:
    tags = page.tags[i]
    if page.lower[i] == "that" and (page.has_capital(i + 1) or page.tags_at(i + 1) & PLURAL):
        return None  # no demonstrative: "a letter that officials (called)"
    if tags & PRONOUN and not (tags & IT and page.lower[i] != "it"):
        return _pronoun(page, i)
    if page.words[i][0] == "@":
        return account(page, i)
    known = known_end(page, i) or (0 if just_opens(page, i) else firm_end(page, i))
    end = _run_end(page, i) if tags & (DET | POSS) or _nominal(page, i) else i
    if known > i and known >= end:
        return Mention(i, known, Shape.BODY, known - 1)
    return with_more(page, describe(page, i, end)) if end > i and not _only_describes(page, end) else None


def _only_describes(page: Page, end: int) -> bool:
    """Whether what ends at a token only tells of the noun there: a local (baker), two fighter (jets)."""
    one = page.tags[end - 1] & ROLE and not page.tags[end - 1] & PLURAL and not page.caps[end - 1]
    local = page.lower[end - 1] == "local" and end < len(page) and is_trade(page, end)
    return local or bool(one and page.word_at(end) in word_set("compound"))


def _pronoun(page: Page, i: int) -> Mention | None:
    tags = page.tags[i]
    if page.lower[i] == "i" and page.words[i] != "I":
        return None
    if tags & SELF and page.lower[i] == "we":
        return pronoun(i)
    return Mention(i, i + 1, Shape.WHO, i) if tags & WHO else pronoun(i)


def _nominal(page: Page, i: int) -> bool:
    """Whether the token can stand in a noun phrase by its own right."""
    word, tags = page.words[i], page.tags[i]
    if word in (QUOTE, BREAK) or (tags & (PRONOUN | AUX | CONJ | PREP) & ~NATION and not odd_capital(page, i)):
        return False
    if page.caps[i]:
        return not (just_opens(page, i) or heads_line(page, i) or gives_seat(page, i))
    if tags & CUE and tags & PAPER and _has_subject(page, i):
        return False
    return bool(tags & (NOUN | MODIFIER))


def _has_subject(page: Page, i: int) -> bool:
    """Whether a subject stands right before a word that is verb or noun: he notes, Bozell states, they report."""
    tags = page.tags_at(i - 1)
    if page.tags_at(i - 2) & DET and lexicon().cues[page.lower[i]].form == "base":
        return False  # a Telegram post
    return bool(tags & PRONOUN) or (
        page.has_capital(i - 1) and not tags & (NATION | DET | POSS | PREP | NOUN | TITLE | OPENER)
    )


def _run_end(page: Page, i: int) -> int:
    """Return the end of the noun phrase that starts at `i`, or `i` if there is none."""
    j = i + bool(page.tags[i] & (DET | POSS))
    good = i
    limit = min(len(page), i + _MAX_TOKENS)
    while j < limit and not (j > i and has_object(page, j)):
        owns = page.words[j] in GENITIVE and good == j and j + 1 < limit and _continues(page, j + 1)
        if _nominal(page, j) or _joins(page, i, j):
            good = j + 1 if page.tags[j] & (NOUN | TITLE) or page.caps[j] else good
        elif not (owns or _bridges(page, i, j)):
            break
        j += 1
    return good


def _joins(page: Page, i: int, j: int) -> bool:
    """Whether a token joins the parts of a name: Ursula von der Leyen, the 28th Brigade, Procter & Gamble."""
    if j + 1 == len(page):
        return False
    if page.words[j] == "&":
        return all(page.caps[k] and not page.tags[k] & (NOUN | NATION | TITLE) for k in (j - 1, j + 1))
    if page.lower[j] in PARTICLES:
        before = page.caps[j - 1] or (page.lower[j - 1] in PARTICLES and j - 1 > i)
        return before and (page.caps[j + 1] or page.lower[j + 1] in PARTICLES)
    return page.words[j][0].isdigit() and page.caps[j + 1] and page.words[j][-1:].isalpha()


def _continues(page: Page, j: int) -> bool:
    """Whether after a genitive the phrase goes on: Ukraine's foreign minister, Russia's powerful council."""
    return _nominal(page, j) or any(_nominal(page, k) and page.tags[k] & NOUN for k in range(j, min(j + 4, len(page))))


def _participle(page: Page, i: int, j: int) -> bool:
    """Whether a past form stands before the noun of its phrase: a publicly disclosed report."""
    before = any(page.tags[k] & NOUN or page.caps[k] for k in range(i, j))
    return lexicon().cues[page.lower[j]].form == "past" and not before


def _is_whole(page: Page, i: int, j: int) -> bool:
    """Whether a person's name ends right before `j`: President Ivan Petrenko (met reporters)."""
    if j - 2 < i or not page.caps[j - 1] or page.tags[j - 1] & (NATION | NOUN | TITLE):
        return False
    named = page.caps[j - 2] and (page.lower[j - 2] in lexicon().name_gender or page.tags[j - 2] & TITLE)
    return bool(named) or tells_act(page, j)


def _is_peoples_trade(page: Page, j: int) -> bool:
    """Whether an unknown word between a people and a given name looks like a trade: Ukrainian luthier (Ivan)."""
    people = page.lower[j - 1].endswith(("n", "sh", "ch", "se", "k", "i"))
    return people and page.lower[j].endswith((*TRADES, "ant", "ent"))


def _acts_on_state(page: Page, j: int) -> bool:
    """Whether a noun does something to a state, which is no part of its phrase: the company left Russia."""
    state = page.lower[j + 1] if page.has_capital(j + 1) else ""
    named = lexicon().nations.get(state, "").lower() == state != ""
    return bool(named and page.tags[j - 1] & (NOUN | NATION)) and tells_act(page, j)


def _bridges(page: Page, i: int, j: int) -> bool:
    """Whether an unknown word leads on to a noun of the phrase: the embattled (president)."""
    if _is_whole(page, i, j) or _acts_on_state(page, j):
        return False
    opened = page.tags[i] & (DET | POSS | NATION) or any(page.words[k] in GENITIVE for k in range(i, j))
    if not opened or page.tags[j] & _NAME_BREAKERS or not page.words[j][0].isalnum():
        return False
    if page.tags[j] & CUE and not _participle(page, i, j):
        return False
    for k in range(j + 1, min(j + 3, len(page))):
        given = page.caps[k] and page.lower[k] in lexicon().name_gender  # Bill, Mark
        if (page.tags[k] & NOUN and not given) or (given and k == j + 1 == i + 2 and _is_peoples_trade(page, j)):
            return True
        if page.tags[k] & CUE and lexicon().cues[page.lower[k]].form == "past" and page.lower[k - 1].endswith("ly"):
            continue
        if page.tags[k] or not page.words[k][0].isalnum():
            return bool(page.tags[k] & (MODIFIER | NATION))
    return False
