"""Match the marks of one paragraph into pairs, and say how many marks were left over.

Pairs follow the marks' shapes where they have one, else their neighbours. Where that leaves marks over, other readings
are tried (an inch sign that is no mark, straight marks that simply take turns, fused paragraphs) and the one with
the fewest left over stands.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from model.quotes.marks import Family, Mark, Role

MAX_DEPTH = 8  # deeper marks are matched but not reported, which keeps the work linear


@dataclass(frozen=True, slots=True)
class Pair:
    """An opening mark and its closing mark, None where that is missing."""

    open: Mark
    close: Mark | None


@dataclass(frozen=True, slots=True)
class Pairing:
    """The pairs of a paragraph in order of their opening marks, and the number of marks that found no partner.

    `closes` is the paragraph's first mark where that one closes: what it opens, if anything, stands further up.
    """

    pairs: tuple[Pair, ...]
    faults: int
    closes: Mark | None = None


def pair_marks(marks: list[Mark]) -> Pairing:
    """Return the reading of `marks`, all of one paragraph, that leaves the fewest over; linear in their number."""
    best = _match(marks)
    if best.faults:
        best = min((best, *_second_thoughts(marks, best)), key=lambda pairing: pairing.faults)
    return best


def _second_thoughts(marks: list[Mark], first: Pairing) -> Iterable[Pairing]:
    without_inches = [mark for mark in marks if not _may_be_inches(mark)]
    if len(without_inches) < len(marks):
        yield _match(without_inches)
    yield _match(marks, take_turns=True)
    yield _match(marks, resumes=_resumptions(marks))
    doubled = _with_doubled(marks, first)
    if doubled != marks:
        yield _match(doubled)


def _with_doubled(marks: list[Mark], first: Pairing) -> list[Mark]:
    """Return `marks` with the single ones that found no partner read as double: “We will,’ she said."""
    paired = {mark.start for pair in first.pairs if pair.close for mark in (pair.open, pair.close)}
    return [
        replace(mark, family=Family.DOUBLE) if mark.start not in paired and _is_sure_single(mark) else mark
        for mark in marks
    ]


def _is_sure_single(mark: Mark) -> bool:
    opens = mark.context is Role.OPEN
    closes = mark.context is Role.CLOSE and mark.before != "" and mark.before in ".,!?…"
    return mark.family is Family.SINGLE and (opens or closes)


def _may_be_inches(mark: Mark) -> bool:
    return mark.family is Family.DOUBLE and mark.shape is not Role.OPEN and mark.before.isdigit()


def _resumptions(marks: list[Mark]) -> frozenset[int]:
    """Return the straight marks that end one paragraph of a quotation and begin the next, where the break was lost.

    In `said: "We came."We saw," he` the middle mark is one: taking turns, it would leave the last nothing to close.
    """
    found: set[int] = set()
    unsure: list[int] = []
    inside = False
    for index, mark in enumerate(marks):
        if mark.family is not Family.DOUBLE:
            continue
        role = mark.context if mark.straight else mark.shape
        if role is Role.EITHER:
            unsure.append(index)
            continue
        found.update(_resumption(marks, unsure, inside=inside, ends_inside=role is Role.CLOSE))
        unsure, inside = [], role is Role.OPEN
    found.update(_resumption(marks, unsure, inside=inside, ends_inside=False))
    return frozenset(found)


def _resumption(marks: list[Mark], unsure: list[int], *, inside: bool, ends_inside: bool) -> list[int]:
    """Return the first of the `unsure` that may resume, where their number does not fit the states at both ends."""
    if (len(unsure) % 2 == 1) is (inside is not ends_inside):
        return []
    return [index for index in unsure[0 if inside else 1 :] if _runs_on(marks[index])][:1]


def _runs_on(mark: Mark) -> bool:
    return mark.before != "" and mark.before in ".!?…" and mark.after.isupper()


def _match(marks: list[Mark], *, take_turns: bool = False, resumes: frozenset[int] = frozenset()) -> Pairing:
    matcher = _Matcher(_sure_closers(marks), take_turns, resumes)
    for index, mark in enumerate(marks):
        matcher.read(index, mark)
    return matcher.result(marks)


def _sure_closers(marks: list[Mark]) -> list[bool]:
    """Tell for each mark whether a single one that can only close comes after it, before the next that opens."""
    ahead, found = False, []
    for mark in reversed(marks):
        found.append(ahead)
        if mark.family is Family.SINGLE:
            if mark.context is Role.CLOSE and mark.shape is not Role.OPEN:
                ahead = ahead or not _may_be_possessive(mark)
            else:
                ahead = False
    return found[::-1]


def _may_be_possessive(mark: Mark) -> bool:
    """Tell the soldiers’ fate, or fightin’ men: the mark after a word and before a space may be an apostrophe."""
    return mark.before in "snzx" and mark.after.isspace()


@dataclass(slots=True)
class _Matcher:
    """The stack of open marks while a paragraph is read."""

    closer_ahead: list[bool]
    take_turns: bool
    resumes: frozenset[int]
    stack: list[int] = field(default_factory=list)
    families: list[Family] = field(default_factory=list)
    lows: list[bool] = field(default_factory=list)
    open: dict[Family, int] = field(default_factory=lambda: dict.fromkeys(Family, 0))
    partner: dict[int, int | None] = field(default_factory=dict)
    faults: int = 0
    closes: Mark | None = None

    def read(self, index: int, mark: Mark) -> None:
        role = self._single(index, mark) if mark.family is Family.SINGLE else self._role(mark)
        if role is Role.OPEN:
            self._push(index, mark)
        elif role is Role.CLOSE and self.open[mark.family]:
            self._close(index, mark.family)
            if index in self.resumes:
                self._push(index, mark)
        elif mark.family is not Family.SINGLE:
            self.faults += 1
            if not self.partner and not self.stack:
                self.closes = self.closes or mark

    def _role(self, mark: Mark) -> Role:
        inside = self.open[mark.family] > 0
        if mark.straight and (self.take_turns or mark.context is Role.EITHER):
            return Role.CLOSE if inside else Role.OPEN
        if mark.straight:
            return mark.context
        if mark.shape is Role.OPEN:
            turned = inside and (mark.context is Role.CLOSE or self._low_on_top(mark))
            return Role.CLOSE if turned else Role.OPEN
        return Role.OPEN if not inside and mark.context is Role.OPEN else Role.CLOSE

    def _low_on_top(self, mark: Mark) -> bool:
        return self.lows[-1] and self.families[-1] is mark.family and mark.context is not Role.OPEN

    def _single(self, index: int, mark: Mark) -> Role | None:
        """Return the role of a single mark, None for an apostrophe; it closes only what is innermost."""
        on_top = bool(self.families) and self.families[-1] is Family.SINGLE
        if mark.context is Role.OPEN or (mark.shape is Role.OPEN and not on_top):
            return Role.OPEN
        if not on_top or (_may_be_possessive(mark) and self.closer_ahead[index]):
            return None
        return Role.CLOSE

    def _push(self, index: int, mark: Mark) -> None:
        self.stack.append(index)
        self.families.append(mark.family)
        self.lows.append(mark.low)
        self.open[mark.family] += 1

    def _close(self, index: int, family: Family) -> None:
        """Close the innermost open mark of `family`; what was opened inside it and never closed is left over."""
        while self.stack:
            opened, kind = self.stack.pop(), self.families.pop()
            self.lows.pop()
            self.open[kind] -= 1
            if kind is family:
                self.partner[opened] = index
                return
            self._leave(opened, kind)

    def _leave(self, opened: int, family: Family) -> None:
        self.partner[opened] = None
        self.faults += family is not Family.SINGLE

    def result(self, marks: list[Mark]) -> Pairing:
        for opened, family in zip(self.stack, self.families, strict=True):
            self._leave(opened, family)
        pairs = (
            Pair(marks[opened], None if closed is None else marks[closed])
            for opened, closed in sorted(self.partner.items())
            if closed is not None or _may_dangle(marks, opened)
        )
        return Pairing(tuple(pairs), self.faults, self.closes)


def _may_dangle(marks: list[Mark], index: int) -> bool:
    """Tell an opening mark whose partner was forgotten from an apostrophe or a stray sign."""
    mark = marks[index]
    if mark.context is Role.CLOSE:
        return False
    if mark.family is not Family.SINGLE:
        return True
    return mark.context is Role.OPEN and (index == len(marks) - 1 or (index == 0 and not mark.before))
