"""A part of what a client sends: what is still to be sent of it, and what came of the rest. Nothing here does I/O."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping, Sequence
from typing import Generic

import httpx

from model.batches import windows
from service.client.kinds import Kind, Plain, Result, check_list
from service.client.wire import ServiceError, refused
from service.schemas import ErrorBody, ItemProblemBody, ProblemBody

TOO_LARGE = 413


def whole(kind: Kind[Result], given: Iterable[object]) -> "list[Window[Result]]":
    """Return all of a list, as many items in each window as a request may hold; raises InputError for what is none."""
    items = kind.all(given)
    return [Window(kind, items[at : at + kind.most], at, strict=True) for at in range(0, len(items), kind.most)]


def streamed(kind: Kind[Result], given: Iterable[object]) -> "Iterator[Window[Result]]":
    """Yield what is given, a window at a time; raises InputError for what is no item."""
    check_list(given)
    for number, part in enumerate(windows(given, kind.window)):
        first = number * kind.window
        yield Window(kind, kind.plains(part, first), first)


async def arriving(
    kind: Kind[Result], given: AsyncIterable[object] | Iterable[object]
) -> "AsyncIterator[Window[Result]]":
    """Yield the same where items may be waited for."""
    if not isinstance(given, AsyncIterable):
        for window in streamed(kind, given):
            yield window
        return
    first, part = 0, list[Plain]()
    async for item in given:
        part += kind.plains([item], first + len(part))
        if len(part) == kind.window:
            yield Window(kind, part, first)
            first, part = first + len(part), []
    if part:
        yield Window(kind, part, first)


class Window(Generic[Result]):
    """Items that are sent as one request, in halves where that is too much for the service.

    `first` is the place of the first of them among all that the caller gave, counted from 0. An item that the service
    will not take is a failure in its place; a `strict` window raises instead.
    """

    def __init__(self, kind: Kind[Result], items: Sequence[Plain], first: int, *, strict: bool = False) -> None:
        self._kind, self._items, self._first, self._strict = kind, items, first, strict
        self._results: dict[int, Result] = {}
        self._parts: list[Sequence[int]] = [range(len(items))]

    @property
    def waiting(self) -> bool:
        return bool(self._parts)

    @property
    def path(self) -> str:
        return self._kind.path

    def body(self, said: Plain) -> Plain:
        """Return the request that is to be sent next; `said` holds for all of its items."""
        return {self._kind.member: [self._items[place] for place in self._parts[-1]], **said}

    @property
    def results(self) -> list[Result]:
        return [self._results[place] for place in sorted(self._results)]

    def take(self, answer: httpx.Response) -> None:
        """Keep the results of the part that was sent; raises ServiceError where it is not one for each item."""
        results = self._kind.read(answer)
        places = self._parts.pop()
        if len(results) != len(places):
            raise ServiceError(f"the service gave {len(results)} results for {len(places)} items; is it this service?")
        self._results.update(zip(places, results, strict=True))

    def refused(self, error: ServiceError) -> None:
        """Fail the items for which the part was refused, and keep the others to be sent again.

        Raises the error itself where it lies in no item, or in any of a strict window.
        """
        problem = error.problem
        if problem is None:
            raise error
        places = self._parts.pop()
        named = self._named(problem, len(places))
        if problem.status == TOO_LARGE and not named and (len(places) > 1 or not self._strict):
            self._halve(places, problem)
        elif not named:
            raise error
        elif self._strict:
            raise self._placed(problem, places, named) from error
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
            name = self._items[place].get("id")
            error = ErrorBody(kind, f"item {self._first + place}: {detail}")
            self._results[place] = self._kind.failed(None if name is None else str(name), error)

    def _placed(self, problem: ProblemBody, places: Sequence[int], named: Mapping[int, str]) -> ServiceError:
        """Return the error with the items' places among all that the caller gave."""
        index, detail = next(iter(named.items()))
        more = f" (and {len(problem.errors) - 1} more)" if len(problem.errors) > 1 else ""
        detail = f"item {self._first + places[index]}: {detail}{more}"
        errors = [self._moved(error, places) for error in problem.errors]
        return refused(problem.model_copy(update={"detail": detail, "errors": errors}))

    def _moved(self, error: ItemProblemBody, places: Sequence[int]) -> ItemProblemBody:
        if error.index is None or error.index >= len(places):
            return error
        place, member = self._first + places[error.index], self._kind.member
        pointer = error.pointer.replace(f"/{member}/{error.index}", f"/{member}/{place}", 1)
        return error.model_copy(update={"index": place, "pointer": pointer})

    def _named(self, problem: ProblemBody, count: int) -> dict[int, str]:
        """Return what is wrong with single items, by their index in the request.

        A pointer to an item as a whole is none of these: it tells of the first that is one too many.
        """
        found: dict[int, str] = {}
        for error in problem.errors:
            member = error.pointer.removeprefix(f"/{self._kind.member}/{error.index}/")
            if error.index is not None and error.index < count and member != error.pointer:
                found.setdefault(error.index, _said(member, error))
        return found


def _said(member: str, error: ItemProblemBody) -> str:
    return error.detail if error.detail.startswith(member) else f"{member} {error.detail}"
