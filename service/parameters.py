"""Query parameters: a misspelt one is refused, for passing it over would answer another question than was asked."""

from fastapi import Request
from fastapi.dependencies.models import Dependant

from service.problems import ItemProblem, Problem, Reason
from service.validation import pointer_of

SHOWN = 40  # characters of a name


async def known_only(request: Request) -> None:
    """Raise Problem 422 that names every query parameter which this route does not know."""
    if not request.query_params:
        return
    known = _names(request.scope["route"].dependant)
    if unknown := [name[:SHOWN] for name in request.query_params if name not in known]:
        takes = f"known here: {', '.join(sorted(known))}" if known else "there are none here"
        errors = [ItemProblem("is not a known query parameter", pointer_of(["query", name])) for name in unknown]
        detail = f"unknown query parameter {', '.join(map(repr, unknown))}; {takes}"
        raise Problem(422, Reason.INVALID, detail, errors=errors)


def _names(dependant: Dependant) -> set[str]:
    own = {field.alias for field in dependant.query_params}
    return own.union(*map(_names, dependant.dependencies))
