"""Roles that take a name in passing: "a woman who gave her name as X", "a fighter known only by his call sign, X"."""

from model.speakers.cues.subjects import Subjects
from model.speakers.mentions.mention import GENITIVE, Mention, Shape
from model.speakers.tokens.lexicon import DET, POSS, ROLE
from model.speakers.tokens.page import Page

_BETWEEN = frozenset(
    ["as", "only", "just", "simply", "himself", "herself", "themselves", ",", "-", "–", "—", ":", "is"]
)
_NAMES = frozenset(["name", "nickname", "callsign", "sign", "guerre", "pseudonym", "alias"])
_KINDS_OF_NAME = frozenset(["first", "last", "given", "real", "full", "call", "de", "own"])
_GIVEN_AS = frozenset(["identified", "identifying", "introduced", "introducing", "known", "named"])
_CALLING = frozenset(["calls", "call", "calling"])
_CALLED = frozenset(["called", "named", "nicknamed"])
_REACH = 14  # tokens from the role to what its name is called


def takes_name(page: Page, subjects: Subjects, named: Mention) -> Mention | None:
    """Return the role that is said to bear the name: "a woman" for X in "a woman who gave her name as X"."""
    low = page.bounds[page.sentence[named.first]]
    j = named.name - 1 if page.lower[named.name - 1] in _NAMES else named.first - 1
    while j > low and page.lower[j] in _BETWEEN:
        j -= 1
    if j <= low or page.lower_at(named.end) in GENITIVE:  # who calls herself Oleh Koval's heir
        return None
    if page.lower[j] in _CALLED and j == named.first - 1 and (role := _role_before(subjects, j)):
        return role
    if not _introduces(page, j, named.first):
        return None
    ahead = range(j, max(low, j - _REACH), -1)
    return next((role for k in ahead if (role := _role_before(subjects, _without_comma(page, k)))), None)


def _introduces(page: Page, j: int, end: int) -> bool:
    """Whether the word at `j`, with what follows it up to `end`, says how somebody is called."""
    if page.lower[j] in _NAMES:
        return _is_borne(page, j) or bool(page.tags[j - 1] & POSS) or page.lower[j - 1] in (*_KINDS_OF_NAME, ",")
    if page.lower[j] in _GIVEN_AS:
        return "as" in page.lower[j:end]
    if page.lower[j] in _CALLING:
        return page.lower[j + 1] in ("himself", "herself")
    if page.lower[j] == "by":
        return page.lower[j - 1] in ("goes", "went", "going") and page.lower[j - 2] in ("who", "that", "only", ",")
    return page.lower[j] == "called" and page.lower[j - 1] in ("be", "is", "was")


def _is_borne(page: Page, j: int) -> bool:
    """Whether the nickname or callsign at `j` is somebody's who bears it: "a fighter with the callsign", no drone."""
    if page.lower[j - 1] not in ("the", "a"):
        return False
    if page.lower[j] == "nickname":
        return page.lower[j - 2] == "with"
    whose = page.lower[j - 2] == "with" and bool(page.tags[j - 3] & ROLE)
    return page.lower[j] == "callsign" and (whose or page.lower[j - 2] in ("by", "under", "using"))


def _without_comma(page: Page, k: int) -> int:
    return k - (page.words[k - 1] == "," and page.lower[k] in ("who", "whose", "giving", "identifying", "introducing"))


def _role_before(subjects: Subjects, k: int) -> Mention | None:
    found = subjects.across(k)
    if found is None or found.shape not in (Shape.ROLE, Shape.PLACE):  # a Ukrainian called Ivan
        return None
    return found if found.shape is Shape.ROLE or subjects.page.tags[found.first] & DET else None
