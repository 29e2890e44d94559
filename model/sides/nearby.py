"""What the names in running text are to a speaker near them: whose land, whose weapons, whose paper, whose voice.

"Russian missiles" tells of Russia's victim as often as of Russia; a paper or a news agency stands in every text; who is
said to claim something ("Moscow says") is likely the one who goes on speaking.
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import takewhile

from model.labels import Side
from model.language.lists import word_set
from model.sides.phrase import Token
from model.sides.rows import RowKind
from model.sides.terms import Term, Terms

_PAPER = re.compile(r"press|media|outlet|news agency|\bfirm|bank", re.IGNORECASE)  # roles of `bodies.csv`
_REACH = 6  # words from a name to its verb of speech: "the Russian defence ministry in Moscow said"
_ARMS = 3  # words from a people to its weapons: "Russian long-range drones"
# Cities of Ukraine that Russia never held.
_FREE = frozenset(
    "Ukraine Kyiv Odesa Lviv Kharkiv Dnipro Sumy Poltava Mykolaiv Chernihiv Zaporizhzhia Vinnytsia".split()
)
_DATELINE = re.compile(
    r"[^\w]*(?P<place>[A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]+)*)(?P<rest>[^\n]{0,60}?)(?: [-—–]|[)/:.]|$)"
)


class Group(StrEnum):
    """What a name in the text is."""

    LAND = "land"  # a state, a people
    PLACE = "place"
    BODY = "body"
    PERSON = "person"
    PAPER = "paper"  # press and firms
    FORCE = "force"  # "Russian missiles"


_GROUPS = {RowKind.BODY: Group.BODY, RowKind.PERSON: Group.PERSON, RowKind.PLACE: Group.PLACE}


@dataclass(frozen=True, slots=True)
class Near:
    """A name of the text that stands at tokens [start, end)."""

    name: str
    side: Side
    group: Group
    start: int
    end: int
    voice: bool  # a verb of speech follows


Look = Callable[[str, dt.date | None], tuple[Sequence[Near], int]]


def look(terms: Terms, text: str, date: dt.date | None) -> tuple[Sequence[Near], int]:
    """Return the names of a text that stand on a side, in order, and the number of its tokens."""
    found, tokens = terms.seen(text, date)
    return tuple(_near(term, tokens) for term in found), len(tokens)


def _near(term: Term, tokens: Sequence[Token]) -> Near:
    row = term.row
    group = _GROUPS.get(row.kind, Group.LAND)
    following = _follow(tokens, term.end, _REACH)
    if group is Group.BODY and _PAPER.search(row.role):
        group = Group.PAPER
    elif group is Group.LAND and not word_set("weaponry").isdisjoint(following[:_ARMS]):
        group = Group.FORCE
    voice = not word_set("claiming").isdisjoint(following)
    return Near(row.name, row.side, group, term.start, term.end, voice)


def _follow(tokens: Sequence[Token], end: int, reach: int) -> Sequence[str]:
    """Return the words after a name, as far as the next comma or stop."""
    return [token.word for token in takewhile(lambda token: not token.starts, tokens[end : end + reach])]


@dataclass(frozen=True, slots=True)
class Dateline:
    """The first line: "LUGANSK, May 22. /TASS/.", the sides of its place and its agency.

    Russia's agencies write from Ukraine where Russia holds it: `held` names such a place, which is on Russia's side.
    """

    place: Side = Side.UNKNOWN
    agency: Side = Side.UNKNOWN
    held: str = ""

    @classmethod
    def of(cls, article: str, look: Look, date: dt.date | None) -> "Dateline":
        head = _DATELINE.match(article[:200])
        if not head:
            return cls()
        places = [near for near in look(head["place"].title(), date)[0] if near.group is not Group.PERSON]
        agencies = [near for near in look(article[:120], date)[0] if near.group is Group.PAPER]
        place, agency = (found[0].side if found else Side.UNKNOWN for found in (places, agencies))
        if agency is Side.RUSSIA and not agencies[0].voice and place is Side.UKRAINE and places[0].name not in _FREE:
            return cls(agency, agency, places[0].name)
        return cls(place, agency)

    def placed(self, found: Sequence[Near]) -> Sequence[Near]:
        """Return the names of a text, the place that Russia's agency writes from on Russia's side."""
        if not self.held:
            return found
        return [replace(near, side=self.place) if near.name == self.held else near for near in found]
