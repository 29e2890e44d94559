"""What words of occupation and revolt say of a speaker: "Russian-installed", "separatist", "so-called mayor"."""

from model.labels import Side
from model.sides.description import NONE, Clue, Reading
from model.sides.phrase import Part, parts_of
from model.sides.rows import RowKind
from model.sides.terms import Term
from model.sides.words import WordKind

PARTISAN = frozenset({Side.UKRAINE, Side.RUSSIA})
STATES = frozenset({RowKind.STATE, RowKind.DEMONYM})
_REACH = 4  # words from "occupied" to the place: "the occupied southern city of Berdyansk"
_SHAM = frozenset({"called", "puppet", "quisling", "occupying"})  # breakaway only before an office
_LOCAL_OFFICES = frozenset({"mayor", "governor", "head", "leader", "chief", "commandant", "premier", "president"})
_OUSTED = frozenset("rightful unofficial exiled ousted elected legitimate abducted kidnapped detained former".split())
_BETWEEN = frozenset({"acting", "interim", "new", "local", "regional", "city", "town"})


def marks(reading: Reading) -> list[Clue]:
    """Return what words of occupation and revolt say: "Russian-installed", "separatist", "self-proclaimed republic"."""
    found: list[Clue] = []
    foreign = any(term.row.side not in PARTISAN for term in reading.terms if term.row.kind in STATES)
    head, blocked = NONE, False
    for part in parts_of(reading.tokens):
        if part.relation == "":
            head = reading.head(part)
        blocked = _blocks(reading, part, head) or (blocked and bool(part.relation))
        for index in range(part.start, part.end if not blocked else part.start):
            mark = _mark(reading, part, index, foreign=foreign)
            if mark is None and not foreign:
                mark = _mark_bare(reading, index, head)
            if mark:
                found.append(mark)
    return [*found, *_congress(reading)]


def _congress(reading: Reading) -> list[Clue]:
    """Read "Congressman", which few states call anybody, as one of the United States where no state is named."""
    named = any(term.row.kind in STATES for term in reading.terms)
    called = reading.any_kind(WordKind.CONGRESS, 0, len(reading.tokens)) and not named
    return [Clue(0.7, Side.WEST, "Congress")] if called else []


def _blocks(reading: Reading, part: Part, head: frozenset[WordKind]) -> bool:
    if part.relation == "to" and part.start > 1:  # "adviser to", but not "a town close to"
        before = reading.kinds[part.start - 2]
        near = reading.tokens[part.start - 2].word in ("close", "closest")
        return near or WordKind.AIDE not in head | before
    return part.relation not in ("", "of", "for", "in", "by", "from", "with")


def _mark(reading: Reading, part: Part, index: int, *, foreign: bool) -> Clue | None:
    kinds, token = reading.kinds[index], reading.tokens[index]
    before = next((term for term in reading.terms if term.end == index), None)
    if before and reading.tokens[index - 1].glued and kinds & {WordKind.IMPOSED, WordKind.HELD}:
        imposed = WordKind.IMPOSED in kinds
        # A councillor from an occupied town fled it as likely as not.
        fled = part.relation == "from" and not imposed and not reading.any_kind(WordKind.OFFICE, 0, part.start)
        return None if fled else _mark_held(reading, before, imposed=imposed)
    if WordKind.IMPOSED in kinds and index + 1 < len(reading.tokens) and reading.tokens[index + 1].word == "by":
        agent = next((term for term in reading.terms if term.start >= index + 2), None)
        return _mark_held(reading, agent, imposed=True) if agent else None
    if foreign:
        return None
    if part.relation != "by" and not (
        index and reading.tokens[index - 1].glued and reading.tokens[index - 1].word == "anti"
    ):
        if WordKind.REBEL in kinds:
            return _mark_rebel(reading, index)
        if WordKind.BREAKAWAY in kinds and (token.word not in _SHAM or _is_sham(reading, index)):
            return Clue(0.93, Side.RUSSIA, token.text)
    return _mark_self_made(reading, index) or _mark_for(reading, index)


def _mark_held(reading: Reading, term: Term, *, imposed: bool) -> Clue | None:
    """Installed by Russia is Russia's; merely under its guns is so for officials, not for those who live there."""
    if term.row.side not in PARTISAN:
        return None
    if imposed:
        return Clue(0.98, term.row.side, f"{term.row.name}-installed")
    loyal = any(kinds & {WordKind.RESIDENT, WordKind.EXPERT} for kinds in reading.kinds)
    return None if loyal else Clue(0.88, term.row.side, f"{term.row.name}-held", RowKind.HELD)


def _mark_bare(reading: Reading, index: int, head: frozenset[WordKind]) -> Clue | None:
    """Read "mayor of occupied Berdyansk", where no state is named that holds it."""
    if WordKind.HELD not in reading.kinds[index] or (index and reading.tokens[index - 1].glued):
        return None
    if WordKind.OFFICE not in head or head & {WordKind.RESIDENT, WordKind.EXPERT} or _is_loyal(reading):
        return None
    place = next((term for term in reading.terms if index < term.start <= index + _REACH), None)
    if place is None or place.row.kind is not RowKind.PLACE or place.row.side is not Side.UKRAINE:
        return None
    return Clue(0.88, Side.RUSSIA, f"{reading.tokens[index].text} {place.row.name}", RowKind.HELD)


def _is_loyal(reading: Reading) -> bool:
    """Say whether somebody is called Ukrainian, or driven out of his office."""
    ukrainian = any(term.row.kind is RowKind.DEMONYM and term.row.side is Side.UKRAINE for term in reading.terms)
    return ukrainian or any(token.word in _OUSTED for token in reading.tokens)


def _is_sham(reading: Reading, index: int) -> bool:
    """Say whether "so-called", "puppet" stands before an office: not "a puppet theatre", "a man called Ivan"."""
    if reading.tokens[index].word == "called" and (not index or reading.tokens[index - 1].word != "so"):
        return False
    abroad = any(term.row.side in (Side.WEST, Side.OTHER) for term in reading.terms)
    if abroad or any(term.row.side is Side.UKRAINE and term.row.kind in STATES for term in _before(reading, index)):
        return False
    taken = {at for term in reading.terms for at in range(term.start, term.end)}
    # Beyond the part too: marks round an office part it from what doubts it, the so-called “mayor”.
    rest = range(index + 1, len(reading.tokens))
    after = (at for at in rest if at not in taken and reading.tokens[at].word not in _BETWEEN)
    return WordKind.OFFICE in reading.kinds[next(after, index)] and not _is_loyal(reading)


def _before(reading: Reading, index: int) -> list[Term]:
    return [term for term in reading.terms if term.end <= index]


def _mark_self_made(reading: Reading, index: int) -> Clue | None:
    """Read "self-appointed mayor" and "people's governor" of a place in Ukraine: Russia's men."""
    token, after = reading.tokens[index], reading.tokens[index + 1 : index + 3]
    offices = [other.word for other in after if other.word not in _BETWEEN][:1]
    if token.word == "appointed":
        made = index > 0 and reading.tokens[index - 1].glued and reading.tokens[index - 1].word == "self"
    else:
        made = token.word == "people" and token.possessive
    if not made or not _LOCAL_OFFICES & {*offices} or _is_loyal(reading):
        return None
    local = (term for term in reading.terms if term.row.kind in (RowKind.PLACE, RowKind.BODY))
    ours = any(term.row.side is Side.UKRAINE for term in local)
    return Clue(0.93, Side.RUSSIA, f"{token.text} {offices[0]}") if ours else None


def _mark_rebel(reading: Reading, index: int) -> Clue | None:
    held = reading.tokens[index].glued and WordKind.HELD in reading.kinds[index + 1]
    if held and reading.any_kind(WordKind.RESIDENT, 0, len(reading.tokens)):
        return None
    return Clue(0.95, Side.RUSSIA, reading.tokens[index].text)


def _mark_for(reading: Reading, index: int) -> Clue | None:
    """Read "pro-Russian", "pro-Ukrainian", and "pro-war", as Russians alone are called: weaker than a citizenship."""
    if reading.tokens[index].word != "pro" or not reading.tokens[index].glued:
        return None
    if reading.tokens[index + 1].word == "war":
        return Clue(0.79, Side.RUSSIA, "pro-war")
    term = next((term for term in reading.terms if term.start == index + 1), None)
    return Clue(0.79, term.row.side, f"pro-{term.row.name}") if term and term.row.side in PARTISAN else None
