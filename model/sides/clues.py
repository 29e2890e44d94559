"""Weighing the names in a description: which of them says where the speaker stands, and how surely.

The head noun and what governs each name decide: "US envoy to Ukraine" stands for the US, "Russia analyst at a London
think-tank" for neither Russia nor, surely, anything but London, "head of the Kremlin-installed administration" for
Russia. Scores are rough probabilities, tuned on the training quotes; of equal scores the earlier name wins.
"""

import datetime as dt
from collections.abc import Sequence

from model.labels import Side
from model.language.lists import word_set
from model.sides.description import NONE, Clue, Description, read
from model.sides.occupation import STATES, occupation_clues
from model.sides.phrase import PREPOSITIONS, Part, parts_of
from model.sides.rows import RowKind
from model.sides.seats import is_seat
from model.sides.terms import Term, Terms
from model.sides.words import WordKind

_UN_ENVOY = 0.7  # a known name says more
_OWNED = 0.8  # less than what follows: "Department of Justice of Ukraine"
_SECTIONS = frozenset({"department", "directorate", "desk", "section"})
_OWNERS = frozenset({"ministry", "office", "commission", "embassy", "mfa"})  # what has a section for a land
_REOPENS = frozenset({"at", "for", ""})  # what ends the reach of a preposition that proves nothing


def best_clue(text: str, terms: Terms, date: dt.date | None) -> Clue | None:
    """Return the strongest clue in a description, the earliest of equals, or None where nothing proves anything."""
    told = read(text, terms, date)
    clues = [*occupation_clues(told), *_congress(text, told)]
    head, blocked = NONE, False
    parts = parts_of(told.tokens)
    for part in parts:
        if part.relation == "":
            head = told.head(part)
        blocked = _blocks(told, part, head) or (blocked and part.relation not in _REOPENS)
        if not blocked:
            clues += _part_clues(told, parts, part, head, terms)
    return max(clues, key=lambda clue: clue.score, default=None)


def _congress(text: str, told: Description) -> list[Clue]:
    """Read "Congressman", which few states call anybody, and "R-S.C." as the United States' where no state is named."""
    named = any(term.row.kind in STATES for term in told.terms)
    called = told.any_kind(WordKind.CONGRESS) or is_seat(text)
    return [Clue(0.7, Side.WEST, "Congress")] if called and not named else []


def _blocks(told: Description, part: Part, head: frozenset[WordKind]) -> bool:
    """Say whether the part's relation to the head proves nothing: "expert on", "critics of", "turncoat officer of"."""
    abroad = part.relation == "in" and told.any_kind(WordKind.GUEST, part.start)
    opposed = part.relation != "" and WordKind.OPPONENT in head
    undergone = part.relation == "of" and WordKind.OBJECT in head
    if told.any_kind(WordKind.TURNCOAT) or abroad or opposed or undergone:
        return True
    before = told.kinds[part.start - 2] if part.start > 1 else NONE
    if part.relation == "to":
        return not (WordKind.AIDE in head or WordKind.AIDE in before)
    bodies = [term.row for term in _inside(told, part) if term.row.kind is RowKind.BODY]
    if WordKind.ENVOY in head and part.relation in ("in", "for"):
        return not bodies
    if part.relation == "on":  # "commentator on Phoenix TV"
        return not any("media" in body.role for body in bodies)
    if part.relation == "with":  # "soldier with the Russian army", but not "war with Russia", "familiar with"
        direct = all(token.word not in PREPOSITIONS for token in told.tokens[: part.start - 1])  # no dispute with one
        based = direct and any(WordKind.BASED in kinds for kinds in told.kinds[part.start : part.end])  # Geneva-based
        return WordKind.DROP in before or not (bodies or based or _is_manned(told, part) or _employs(told, part))
    return part.relation not in ("", "of", "for", "at", "from", "in", "inside", "within")


def _is_manned(told: Description, part: Part) -> bool:
    """Say whether the part has a state's or a town's unit, firm or office: "with a Ukrainian brigade"."""
    return any(token.word in word_set("manned") for token in told.tokens[part.start : part.end])


def _employs(told: Description, part: Part) -> bool:
    """Say whether the part is somebody's house: "a fellow with a Polish bank", not "with a Polish bank account".

    A bank is what one has business with, too: "in dispute with a Russian bank", "a Ukrainian miner with ...".
    """
    own = all(term.row.kind is not RowKind.DEMONYM for term in told.terms if term.end <= part.start)
    direct = all(token.word not in PREPOSITIONS for token in told.tokens[: part.start - 1])
    opening, noun = told.tokens[part.start].word, told.tokens[part.end - 1].word
    return own and direct and opening != "no" and noun in word_set("house")


def _inside(told: Description, part: Part) -> list[Term]:
    """Return the part's terms; of peoples side by side ("Russian-American") the last."""
    inside = [term for term in told.terms if part.start <= term.start < part.end]
    return [term for index, term in enumerate(inside) if not _yields(term, inside[index + 1 : index + 2])]


def _yields(term: Term, after: list[Term]) -> bool:
    return bool(after) and after[0].start == term.end and term.row.kind is after[0].row.kind is RowKind.DEMONYM


def _is_owned(told: Description, body: Term) -> bool:
    """Say whether "of" and a state, or another body, follow a body: "Department of Justice of Ukraine"."""
    words = [token.word for token in told.tokens[body.end : body.end + 2]]
    start = body.end + 1 + (words[1:] == ["the"])
    owners = (term for term in told.terms if term.start == start and term.row.kind in {*STATES, RowKind.BODY})
    return words[:1] == ["of"] and any(owners)


def _is_anothers(told: Description, part: Part, body: Term) -> bool:
    """Say whether another state than usual stands right before an organ that each has: "Finnish President's Office".

    A regiment is whose it is, whoever serves in it: "the Belarusian Kastus Kalinouski Regiment" is Ukraine's.
    """
    organ = body.row.country != "" and told.tokens[body.end - 1].word in word_set("organ")
    before = (term for term in _inside(told, part) if term.end == body.start and term.row.kind in STATES)
    return organ and any(term.row.side is not body.row.side for term in before)


def _is_field(told: Description, part: Part) -> bool:
    """Say whether the part is what a ministry is for: "Minister of Labour" is of no party."""
    before, first = told.tokens[max(0, part.start - 2)].word, told.tokens[part.start].word
    return part.relation in ("of", "for") and before in ("minister", "ministry", "department") and first != "the"


def _is_subject(told: Description, parts: Sequence[Part], term: Term) -> bool:
    """Say whether a ministry named later has a section for a land: "the Russia desk at the Swedish ministry"."""
    if term.row.kind is RowKind.BODY or told.tokens[term.end - 1].possessive:
        return False
    taken = told.taken()
    own = next(k for k, part in enumerate(parts) if part.start <= term.start < part.end)
    near = range(parts[max(0, own - 1)].start if parts[own].relation in ("of", "for") else term.end, parts[own].end)
    if not any(told.tokens[k].word in _SECTIONS and k not in taken for k in near):
        return False
    return any(
        part.relation in ("of", "at")
        and any(token.word in _OWNERS for token in told.tokens[part.start : part.end])
        and any(part.start <= other.start < part.end for other in told.terms)
        for part in parts[own + 1 :]
    )


def _part_clues(
    told: Description, parts: Sequence[Part], part: Part, head: frozenset[WordKind], terms: Terms
) -> list[Clue]:
    inside = [term for term in _inside(told, part) if not _is_subject(told, parts, term)]
    if WordKind.ALLY in told.head(part) and len(inside) > 1:
        inside = inside[-1:]
    clues = []
    for term in inside:
        score = _score(told, part, term, head)
        if score > 0 and term.row.side is not Side.UNKNOWN:
            names = " ".join(token.text for token in told.tokens[term.start : term.end])
            clues.append(Clue(score, _side(told, term, head, terms), names, term.row.kind))
    return clues


def _side(told: Description, term: Term, head: frozenset[WordKind], terms: Terms) -> Side:
    """Return the term's side; officials of a place that another state holds are that state's."""
    held = terms.held(term, told.date) if term.row.kind is RowKind.PLACE and WordKind.OFFICE in head else None
    return held.side if held else term.row.side


def _score(told: Description, part: Part, term: Term, head: frozenset[WordKind]) -> float:
    after = told.kinds[term.end] if term.end < part.end else NONE
    glued = told.tokens[term.end - 1].glued
    if _is_dropped(told, term, after, glued=glued):
        return 0.0
    if glued and WordKind.BASED in after:
        return 0.55
    if part.relation == "":
        return _score_first(told, part, term, head)
    return 0.0 if WordKind.TOPIC in told.head(part) else _score_related(told, part, term, head)


def _is_dropped(told: Description, term: Term, after: frozenset[WordKind], *, glued: bool) -> bool:
    if {WordKind.GUEST, WordKind.EXPERT} <= after and term.row.kind in (RowKind.STATE, RowKind.PLACE):
        return True  # the Moscow correspondent is posted there
    if told.prefix(term.start) in ("pro", "anti", "non", "pan", "trans"):
        return True
    return bool(after & {WordKind.USER} or (glued and after & {WordKind.DROP, WordKind.IMPOSED, WordKind.HELD}))


def _score_first(told: Description, part: Part, term: Term, head: frozenset[WordKind]) -> float:
    kind, possessive = term.row.kind, told.tokens[term.end - 1].possessive
    alone = term.end - term.start == part.end - part.start
    firm = WordKind.OFFICE in head or WordKind.ENVOY in head
    if kind is RowKind.BODY:
        return _score_body(told, part, term, 0.9 + 0.02 * possessive)
    if kind is RowKind.PERSON:
        return _score_owner(head) if possessive else 0.0
    if kind is RowKind.DEMONYM or possessive or alone:
        return (0.92 if firm else 0.8) + 0.01 * possessive
    if head & {WordKind.EXPERT, WordKind.TOPIC} or (kind is RowKind.STATE and WordKind.ENVOY in head):
        return 0.3
    return 0.85 if firm else 0.7


def _score_body(told: Description, part: Part, term: Term, usual: float) -> float:
    if _is_field(told, part):
        return 0.0
    if _is_owned(told, term) or _is_anothers(told, part, term):
        return _OWNED
    return _UN_ENVOY if part.relation == "" and _sends_to_un(told, part, term) else usual


def _sends_to_un(told: Description, part: Part, term: Term) -> bool:
    """Say whether an envoy stands next to a body of the UN; "UN ambassador" is the UN's or, more often, a state's."""
    return term.row.role == "United Nations" and term.end < part.end and WordKind.ENVOY in told.kinds[term.end]


def _score_owner(head: frozenset[WordKind]) -> float:
    return 0.4 if head & {WordKind.FRIEND, WordKind.OPPONENT} else 0.84


def _score_related(told: Description, part: Part, term: Term, head: frozenset[WordKind]) -> float:
    kind, relation = term.row.kind, part.relation
    owned = kind is RowKind.DEMONYM or told.tokens[term.end - 1].possessive
    if kind is RowKind.PERSON:
        whole = relation in ("of", "for", "to", "from") and (owned or term.end == part.end)
        return _score_owner(head) if whole else 0.0
    if kind is RowKind.BODY:
        return _score_body(told, part, term, 0.94 if WordKind.FIGHTER in head else 0.86)
    if relation in ("in", "inside", "within"):
        return 0.45 if WordKind.EXPERT in head and not owned else 0.6
    if head & {WordKind.EXPERT, WordKind.ENVOY} and kind is RowKind.STATE and not owned and relation in ("of", "for"):
        return 0.3
    return 0.86 if kind in STATES else 0.83
