"""What words of occupation and revolt say of a speaker: "Russian-installed", "separatist", "so-called mayor"."""

from model.labels import Side
from model.sides.description import NONE, Clue, Description
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


def occupation_clues(told: Description) -> list[Clue]:
    """Return what words of occupation and revolt say: "Russian-installed", "separatist", "self-proclaimed republic"."""
    found: list[Clue] = []
    foreign = any(term.row.side not in PARTISAN for term in told.terms if term.row.kind in STATES)
    head, blocked = NONE, False
    for part in parts_of(told.tokens):
        if part.relation == "":
            head = told.head(part)
        blocked = _blocks(told, part, head) or (blocked and bool(part.relation))
        for index in range(part.start, part.end if not blocked else part.start):
            clue = _clue_at(told, part, index, foreign=foreign)
            if clue is None and not foreign:
                clue = _held_by_nobody_named(told, index, head)
            if clue:
                found.append(clue)
    return found


def _blocks(told: Description, part: Part, head: frozenset[WordKind]) -> bool:
    """Say whether the part's relation to the head proves nothing of occupation: "expert on", "a town close to"."""
    if part.relation == "to" and part.start > 1:  # "adviser to", but not "a town close to"
        before = told.kinds[part.start - 2]
        near = told.tokens[part.start - 2].word in ("close", "closest")
        return near or WordKind.AIDE not in head | before
    return part.relation not in ("", "of", "for", "in", "by", "from", "with")


def _clue_at(told: Description, part: Part, index: int, *, foreign: bool) -> Clue | None:
    kinds, token = told.kinds[index], told.tokens[index]
    before = next((term for term in told.terms if term.end == index), None)
    if before and told.prefix(index) and kinds & {WordKind.IMPOSED, WordKind.HELD}:
        imposed = WordKind.IMPOSED in kinds
        # A councillor from an occupied town fled it as likely as not.
        fled = part.relation == "from" and not imposed and not told.any_kind(WordKind.OFFICE, part.start)
        return None if fled else _held_by(told, before, imposed=imposed)
    if WordKind.IMPOSED in kinds and index + 1 < len(told.tokens) and told.tokens[index + 1].word == "by":
        agent = next((term for term in told.terms if term.start >= index + 2), None)
        return _held_by(told, agent, imposed=True) if agent else None
    if foreign:
        return None
    if part.relation != "by" and told.prefix(index) != "anti":
        if WordKind.REBEL in kinds:
            return _rebel(told, index)
        if WordKind.BREAKAWAY in kinds and (token.word not in _SHAM or _is_sham(told, index)):
            return Clue(0.93, Side.RUSSIA, token.text)
    return _self_made(told, index) or _partisan(told, index)


def _held_by(told: Description, term: Term, *, imposed: bool) -> Clue | None:
    """Installed by Russia is Russia's; merely under its guns is so for officials, not for those who live there."""
    if term.row.side not in PARTISAN:
        return None
    if imposed:
        return Clue(0.98, term.row.side, f"{term.row.name}-installed")
    loyal = any(kinds & {WordKind.RESIDENT, WordKind.EXPERT} for kinds in told.kinds)
    return None if loyal else Clue(0.88, term.row.side, f"{term.row.name}-held", RowKind.HELD)


def _held_by_nobody_named(told: Description, index: int, head: frozenset[WordKind]) -> Clue | None:
    """Read "mayor of occupied Berdyansk", where no state is named that holds it."""
    if WordKind.HELD not in told.kinds[index] or told.prefix(index):
        return None
    if WordKind.OFFICE not in head or head & {WordKind.RESIDENT, WordKind.EXPERT} or _is_loyal(told):
        return None
    place = next((term for term in told.terms if index < term.start <= index + _REACH), None)
    if place is None or place.row.kind is not RowKind.PLACE or place.row.side is not Side.UKRAINE:
        return None
    return Clue(0.88, Side.RUSSIA, f"{told.tokens[index].text} {place.row.name}", RowKind.HELD)


def _is_loyal(told: Description) -> bool:
    """Say whether somebody is called Ukrainian, or driven out of his office."""
    ukrainian = any(term.row.kind is RowKind.DEMONYM and term.row.side is Side.UKRAINE for term in told.terms)
    return ukrainian or any(token.word in _OUSTED for token in told.tokens)


def _is_sham(told: Description, index: int) -> bool:
    """Say whether "so-called", "puppet" stands before an office: not "a puppet theatre", "a man called Ivan"."""
    if told.tokens[index].word == "called" and (not index or told.tokens[index - 1].word != "so"):
        return False
    abroad = any(term.row.side in (Side.WEST, Side.OTHER) for term in told.terms)
    before = (term.row for term in told.terms if term.end <= index)
    if abroad or any(row.side is Side.UKRAINE and row.kind in STATES for row in before):
        return False
    taken = told.taken()
    # Beyond the part too: marks round an office part it from what doubts it, the so-called “mayor”.
    rest = range(index + 1, len(told.tokens))
    after = (at for at in rest if at not in taken and told.tokens[at].word not in _BETWEEN)
    return WordKind.OFFICE in told.kinds[next(after, index)] and not _is_loyal(told)


def _self_made(told: Description, index: int) -> Clue | None:
    """Read "self-appointed mayor" and "people's governor" of a place in Ukraine: Russia's men."""
    token, after = told.tokens[index], told.tokens[index + 1 : index + 3]
    offices = [other.word for other in after if other.word not in _BETWEEN][:1]
    people = token.word == "people" and token.possessive
    made = people or (token.word == "appointed" and told.prefix(index) == "self")
    if not made or not _LOCAL_OFFICES & {*offices} or _is_loyal(told):
        return None
    local = (term for term in told.terms if term.row.kind in (RowKind.PLACE, RowKind.BODY))
    ours = any(term.row.side is Side.UKRAINE for term in local)
    return Clue(0.93, Side.RUSSIA, f"{token.text} {offices[0]}") if ours else None


def _rebel(told: Description, index: int) -> Clue | None:
    held = told.tokens[index].glued and WordKind.HELD in told.kinds[index + 1]
    if held and told.any_kind(WordKind.RESIDENT):
        return None
    return Clue(0.95, Side.RUSSIA, told.tokens[index].text)


def _partisan(told: Description, index: int) -> Clue | None:
    """Read "pro-Russian", "pro-Ukrainian", and "pro-war", as Russians alone are called: weaker than a citizenship."""
    if told.tokens[index].word != "pro" or not told.tokens[index].glued:
        return None
    if told.tokens[index + 1].word == "war":
        return Clue(0.79, Side.RUSSIA, "pro-war")
    term = next((term for term in told.terms if term.start == index + 1), None)
    return Clue(0.79, term.row.side, f"pro-{term.row.name}") if term and term.row.side in PARTISAN else None
