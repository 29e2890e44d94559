"""A part of a client's stream: what is still to be sent of it, and what came of the rest. Nothing here does I/O."""

from collections.abc import Mapping, Sequence

from model.types import Utterance
from service.schemas import ErrorBody, Failed, ItemProblemBody, Labelled, ProblemBody
from service.wire import ServiceError

TOO_LARGE, INVALID = 413, 422


class Window:
    """Items that are sent as one request, and again without those that the service will not take.

    `first` is the place of the first of them in the stream, counted from 0.
    """

    def __init__(self, items: Sequence[Utterance | str], first: int) -> None:
        self._items, self._first = items, first
        self._results: dict[int, Labelled | Failed] = {}
        self._parts: list[Sequence[int]] = [range(len(items))]

    @property
    def waiting(self) -> bool:
        return bool(self._parts)

    @property
    def part(self) -> list[Utterance | str]:
        """Return what is to be sent next."""
        return [self._items[place] for place in self._parts[-1]]

    @property
    def results(self) -> list[Labelled | Failed]:
        return [self._results[place] for place in sorted(self._results)]

    def take(self, results: Sequence[Labelled | Failed]) -> None:
        """Keep the results of the part that was sent; raises ServiceError where it is not one for each item."""
        places = self._parts.pop()
        if len(results) != len(places):
            raise ServiceError(f"the service gave {len(results)} results for {len(places)} items; is it this service?")
        self._results.update(zip(places, results, strict=True))

    def refused(self, error: ServiceError) -> None:
        """Fail the items for which the part was refused, and keep the others to be sent again.

        Raises the error itself where it lies in no item.
        """
        problem = error.problem
        if problem is None or problem.status not in {TOO_LARGE, INVALID}:
            raise error
        places = self._parts.pop()
        named = _named(problem, len(places))
        if problem.status == TOO_LARGE and not named:
            self._halve(places, problem)
        elif not named:
            raise error
        else:
            self._fail({places[index]: detail for index, detail in named.items()}, problem.type)
            self._send([place for index, place in enumerate(places) if index not in named])

    def _halve(self, places: Sequence[int], problem: ProblemBody) -> None:
        """Send less at once where all of it together is too much, until one alone is."""
        if len(places) == 1:
            self._fail({places[0]: problem.detail}, problem.type)
            return
        half = len(places) // 2
        self._send(places[half:])
        self._send(places[:half])

    def _send(self, places: Sequence[int]) -> None:
        if places:
            self._parts.append(places)

    def _fail(self, details: Mapping[int, str], kind: str) -> None:
        for place, detail in details.items():
            item = self._items[place]
            name = item.id if isinstance(item, Utterance) else None
            self._results[place] = Failed(name, ErrorBody(kind, f"item {self._first + place}: {detail}"))


def _named(problem: ProblemBody, count: int) -> dict[int, str]:
    """Return what is wrong with single items, by their index in the request.

    A pointer to an item as a whole is none of these: it tells of the first that is one too many.
    """
    found: dict[int, str] = {}
    for error in problem.errors:
        member = error.pointer.removeprefix(f"/items/{error.index}/")
        if error.index is not None and error.index < count and member != error.pointer:
            found.setdefault(error.index, _said(member, error))
    return found


def _said(member: str, error: ItemProblemBody) -> str:
    return error.detail if error.detail.startswith(member) else f"{member} {error.detail}"
