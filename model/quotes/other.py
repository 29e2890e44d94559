"""Tell words in marks that report nobody: scare quotes, titles, names, slogans, terms.

A fragment is scored by a few signs of its form and of its host sentence; the weights are data in `lexicon.toml`.
"""

import re

from model.quotes.clauses import is_clause
from model.quotes.host import Host, host_of
from model.quotes.lexicon import phrase_ends, weights, words
from model.quotes.marks import CLOSING
from model.types import Span

_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_TWO, _FEW, _SEVEN = 2, 5, 7  # words
_BEFORE = "\"'“„‘«‚`「(["  # what may stand between the reporter's words and the quoted ones
_OPENED = r"[\"'“„‘«‚`]+\Z"  # at the end of what stands before quoted words
_CLOSED = rf"[{CLOSING}]+"  # at the start of what stands after them
_ATTRIBUTIVE = re.compile(rf"{_CLOSED}[ \xa0]([a-z][\w-]+)")
_GLOSS = re.compile(rf"{_CLOSED}\s*(?:[(–—−]|,? which (?:means|is))")
_SAID_AT_ONCE = re.compile(
    rf"{_CLOSED},? (?:(?:[A-Z][\w.]*|he|she|they|the|it|of|for|and) ){{0,6}}(?:said|says|wrote|writes|told|added)\b"
)
_HELD = re.compile(rf"{_CLOSED} (?:(?:of|from|in) )?(?:(?:the )?occupied )?[A-Z]")
_NICK = re.compile(r"[A-Z][\w-]*(?: [A-Z][\w-]*)?,?")
_GIVEN = re.compile(rf"(?<![.!?] )(?:^|[ \xa0\n])[A-Z][\w’'-]+ {_OPENED}")
_CALLED = re.compile(rf"\b(?:call[ -]?sign|nicknamed?|nom de guerre|pseudonym|alias)(?: is| was|:)? {_OPENED}")
_SO_CALLED = re.compile(rf"\b(?:so[- ]called|self-(?:styled|proclaimed|declared|appointed)) (?:the )?{_OPENED}")
_ON_SIGN = re.compile(  # what is written, not what whoever holds the sign said
    r"\b(?i:signs?|placards?|(?:posters?|banners?|billboards?|graffiti|plaques?|T-shirts?)[a-z0-9 ’'-]{0,40}?)"
    rf" (?:reads?|reading|saying|proclaim(?:s|ed|ing)|(?:that|which) (?:says?|said)),?:? {_OPENED}"
)
_JUDGED = re.compile(r"\b(?:call(?:s|ed|ing)|describ(?:es|ed|ing)|brand(?:s|ed|ing)) the \w+(?: as)?\Z")
_SLOGAN = re.compile(rf"\b(?i:motto|slogan) (?:is|was),?:? {_OPENED}")
_WORK = re.compile(
    r"\b(?:(?i:an?|the|his|her|their|its|this)|\w+['’]s) (?:[\w-]+ ){0,3}?"
    r"(?:play|novel|film|movie|documentary|book|memoir|album|song|opera|ballet|exhibition|poem|painting|essay|series"
    rf"|show)(?P<comma>,?) {_OPENED}"
)
_ON_AIR = re.compile(rf"(?:(?P<verb>\w+) )?\b(?:tell|tells|told|telling|on|[A-Z][\w.]*(?:['’]s|s['’])) {_OPENED}")
_GOING_ON = frozenset(  # what is no show: to go on “Until Victory Comes”, to agree on “Peace Through Strength”
    """go goes went going carry carries carried carrying live agree agrees agreed insist insists insisted based focus
    focused rely relies relied campaign campaigned campaigning run ran running built depend depends""".split()
)
_SIGN = 80  # characters from a sign to its words, at most
_NAME = 30  # characters of a given name before a nickname, at most
_DETERMINERS = frozenset(["a", "an", "the", "this", "such", "its", "his", "her", "their", "no", "some", "own"])
_PREPOSITIONS = frozenset(["of", "in", "on", "for", "with", "from", "by", "against", "about", "into", "to", "as"])


def reports_nobody(text: str, span: Span) -> bool:
    """Tell whether the fragment `text[span.start:span.end]`, without its marks, is no reported speech."""
    if text[max(0, span.start - 2) : span.start - 1] == "=":  # an attribute of a tag that was escaped
        return True
    if _is_called_so(text, span) or _is_doubted_office(text, span) or _is_nickname(text, span):
        return True
    weight = weights()
    return weight["constant"] + sum(weight[name] for name, shown in signs(text, span).items() if shown) > 0


def is_shown(text: str, span: Span) -> bool:
    """Tell whether words stand on a sign, or are the title of a work: her book, “Grasses of the Wild Field,”.

    So, too, a show's: told “The Evening Hour”, on “The Evening Hour”, ABC's “The Evening Hour,”.
    """
    if _ON_SIGN.search(text, max(0, span.start - _SIGN), span.start):
        return True
    said = _WORD.findall(text[span.start : span.end])
    several = len(said) >= _TWO
    if several and said[0][0].isupper() and _SLOGAN.search(text, max(0, span.start - _SIGN), span.start):
        return True
    aired = _ON_AIR.search(text, max(0, span.start - _NAME), span.start) if several and _is_title(said) else None
    if aired and aired["verb"] not in _GOING_ON:
        return True
    work = _WORK.search(text, max(0, span.start - _SIGN), span.start) if _is_title(said) else None
    return work is not None and (several or not work["comma"])  # but: Asked about the film, “Never,” he said


def _is_called_so(text: str, span: Span) -> bool:
    """Tell whether the reporter says that words are but a name: the so-called “minister of transport”."""
    called = _SO_CALLED.search(text, max(0, span.start - _NAME), span.start) is not None
    return called and not is_clause(text[span.start : span.end])


def _is_doubted_office(text: str, span: Span) -> bool:
    """Tell whether an office in marks is only doubted: the “mayor” of Lidne, the “minister” Ivan Petrenko."""
    office = text[span.start : span.end].removeprefix("acting ")
    return office in words("other", "offices") and _HELD.match(text, span.end) is not None


def _is_title(said: list[str]) -> bool:
    capital = [word[0].isupper() or word.lower() in words("other", "function") for word in said]
    return bool(said) and all(capital) and said[0][0].isupper()


def _is_nickname(text: str, span: Span) -> bool:
    """Tell whether a word in marks is a name: Serhii “Badger” Omelianets, a man with the call sign “Badger”."""
    if not _NICK.fullmatch(text, span.start, span.end):
        return False
    before = text[max(0, span.start - _NAME) : span.start]
    return bool(_CALLED.search(before) or (_HELD.match(text, span.end) and _GIVEN.search(before)))


def signs(text: str, span: Span) -> dict[str, bool]:
    """Return the signs that the fragment `text[span.start:span.end]` shows, by name."""
    host = host_of(text, span)
    before = host.before.rstrip(_BEFORE + " \xa0")
    said, left = _WORD.findall(text[span.start : span.end]), _WORD.findall(before)
    beside = _neighbours(before.lower(), left, host)
    if said and said[0][0].islower() and _JUDGED.search(before):  # called the book “too long”
        beside["named"] = False
    return {**_form(said, text, span), **beside, **_voices(left, host)}


def _form(said: list[str], text: str, span: Span) -> dict[str, bool]:
    return {
        "one word": len(said) <= 1,
        "two words": len(said) == _TWO,
        "five to seven words": _FEW <= len(said) <= _SEVEN,
        "eight words or more": len(said) > _SEVEN,
        "capitals": _is_title(said),
        "single marks": text[span.start - 1 : span.start] in {"'", "‘"},
        "own stop": text[span.end - 1 : span.end] in {"!", "?"},
    }


def _neighbours(before: str, left: list[str], host: Host) -> dict[str, bool]:
    last = left[-1].lower().replace("’", "'") if left and before[-1:].isalnum() else ""
    attributive = _ATTRIBUTIVE.match(host.after)
    return {
        "named": f" {before}".endswith(phrase_ends("other", "naming")),
        "attributive": attributive is not None and attributive[1] not in words("other", "function"),
        "said at once": _SAID_AT_ONCE.match(host.after) is not None,
        "gloss": _GLOSS.match(host.after) is not None,
        "determiner": last in _DETERMINERS,
        "possessive": last.endswith(("'s", "s'")),
        "preposition": last in _PREPOSITIONS,
        "after a capital": bool(left) and left[-1][0].isupper() and last != "",
    }


def _voices(left: list[str], host: Host) -> dict[str, bool]:
    lower = {word.lower() for word in left}
    return {
        "reported before": host.reports_before,
        "reported after": host.reports_after,
        "he or she": bool(lower & {"he", "she", "they"}),
        "that": "that" in lower,
    }
