"""JSON as callers send it: a key that stands twice in one object is refused; most readers let the last one win."""

import json
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from service.errors.problems import ItemProblem, Problem, Reason

SHOWN = 40  # characters of a key


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        [(name, _)] = Counter(name for name, _ in pairs).most_common(1)
        detail = f"the key {name[:SHOWN]!r} is given more than once in one object"
        raise Problem(422, Reason.INVALID, detail, errors=[ItemProblem(detail)])
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_once)  # kept, since making one costs as much as reading a short body


def read_json(data: bytes) -> Any:
    """Return what bytes of JSON say, in whatever encoding of Unicode; raises ValueError, Problem for a doubled key."""
    return _DECODER.decode(data.decode(json.detect_encoding(data), "surrogatepass"))


class _Request(Request):
    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            self._json = read_json(await self.body())
        return self._json


class UniqueRoute(APIRoute):
    """A route whose JSON body has each key once."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_unique(request: Request) -> Response:
            return await handle(_Request(request.scope, request.receive))

        return handle_unique
