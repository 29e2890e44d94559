"""Query parameters that are unknown or doubled are refused: ignoring them would answer another question."""

from collections import Counter
from collections.abc import Sequence

from fastapi import Request
from fastapi.dependencies.models import Dependant

from service.errors.problems import ItemProblem, Problem, Reason
from service.errors.validation import MOST_SHOWN, pointer_of

SHOWN = 40  # characters of a name


async def known_and_once(request: Request) -> None:
    """Raise Problem 422 for query parameters that this route does not know, or that are given more than once.

    It names all that are doubled, and at most `MOST_SHOWN` unknown ones.
    """
    if not request.query_params:
        return
    known = _names(request.scope["route"].dependant)
    if unknown := [name[:SHOWN] for name in request.query_params if name not in known][:MOST_SHOWN]:
        takes = f"known here: {', '.join(sorted(known))}" if known else "there are none here"
        raise _refusal(
            unknown, "is not a known query parameter", f"unknown query parameter {_listed(unknown)}; {takes}"
        )
    given = Counter(name for name, _ in request.query_params.multi_items())
    if again := [name for name, times in given.items() if times > 1]:  # the last would silently win
        raise _refusal(again, "is given more than once", f"query parameter {_listed(again)}: must be given only once")


def _refusal(names: Sequence[str], rule: str, detail: str) -> Problem:
    errors = [ItemProblem(rule, pointer_of(["query", name])) for name in names]
    return Problem(422, Reason.INVALID, detail, errors=errors)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names))


def _names(dependant: Dependant) -> set[str]:
    own = {field.alias for field in dependant.query_params}
    return own.union(*map(_names, dependant.dependencies))
