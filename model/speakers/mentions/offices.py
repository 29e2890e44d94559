"""Well-known offices, for articles that name a person without saying what they are: the French president."""

import re
from functools import cache

from model.labels import Side
from model.memory import remembered
from model.sides.name_forms import side_of_form
from model.sides.rows import BEST_KNOWN, PEOPLE, STATES, shipped
from model.sides.transliteration import fold

_EASTERN = frozenset(["China", "Korea", "Taiwan"])
_IN_OFFICES = {"United States": "US", "United Kingdom": "UK"}  # as the page is read: US president
_CAPITAL = "capital of "  # the role of Moscow
_WITH_ARTICLE = re.compile("United|Netherlands|Philippines|Comoros|.*Republic")  # states' names, as they begin
_OF_OTHERS = frozenset(["Brussels", "The Hague"])  # capitals that speak for others than their state
# States and bodies that articles seldom name in full.
_SPELT_OUT = {"US": "United States", "U.S.": "United States", "EU": "European Union", "UN": "United Nations"}


@cache
def _known() -> dict[str, list[tuple[str, frozenset[str]]]]:
    """Return, by key of the surname, (key of the given name, words of the office)."""
    out: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for row in shipped(PEOPLE):
        words = row.name.split()
        office = frozenset(f"{row.role} {_IN_OFFICES.get(row.country, row.country)}".lower().split())
        out.setdefault(fold(words[-1]), []).append((fold(words[0]), office))
    return out


@cache
def _eastern() -> dict[str, str]:
    """Return the whole names of well-known people whose surname stands first, by that surname: Xi Jinping."""
    out: dict[str, list[str]] = {}
    for row in shipped(PEOPLE):
        if row.weight == BEST_KNOWN and _EASTERN & set(f"{row.role} {row.country}".split()):
            out.setdefault(row.name.split()[0], []).append(row.name)
    return {surname: names[0] for surname, names in out.items()}


def whole_name(name: str) -> str:
    """Return the name, completed where it is the surname alone of a well-known Chinese or Korean."""
    return _eastern().get(name, name)


@cache
def _capitals() -> dict[str, str]:
    """Return the states whose governments capitals stand for where they speak, by capital: "Moscow said"."""
    capitals = (row for row in shipped(STATES) if row.role.startswith(_CAPITAL) and row.name not in _OF_OTHERS)
    return {name: row.country for row in capitals for name in row.names if " of " not in name}  # University of Bern


def capital_of(name: str) -> str:
    """Return the state that a capital speaks for, or nothing for any other name."""
    return _capitals().get(name, "")


def _with_article(state: str) -> str:
    return f"the {state}" if _WITH_ARTICLE.match(state) else state


def spelt_out(body: str) -> str:
    """Return what initials ("US") or a capital ("Moscow") stand for, and any other name as it is."""
    state = capital_of(body)
    return _SPELT_OUT.get(body) or (f"government of {_with_article(state)}" if state else body)


def is_well_known(name: str) -> bool:
    """Whether a person of the article is one of known office: not an Andriy where the table has Andrey of Russia."""
    offices = office_words(name)
    form = side_of_form(name)
    return bool(offices) and not ("russia" in offices and form is not None and form[0] is Side.UKRAINE)


@remembered(entries=1 << 14)
def office_words(name: str) -> frozenset[str]:
    """Return the words of the offices known for a person of the article; empty for a stranger.

    A head of state is also a leader: "the Belarusian leader".
    """
    words = name.split()
    found: set[str] = set()
    for given, office in _known().get(fold(words[-1]), []):
        if len(words) == 1 or fold(words[0])[:3] == given[:3]:
            found |= office
    if found & {"president", "chancellor", "premier", "prime"}:
        found.add("leader")
    if "prime" in found:
        found.add("pm")
    return frozenset(found)
