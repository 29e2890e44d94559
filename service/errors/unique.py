"""JSON as callers send it: a key that stands twice in one object is refused."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from model.errors import InputError
from model.unique import read_unique
from service.errors.problems import ItemProblem, Problem, Reason


def read_json(data: bytes) -> Any:
    """Return what bytes of JSON say, in whatever encoding of Unicode; raises ValueError, Problem for a doubled key."""
    text = data.decode(json.detect_encoding(data), "surrogatepass")
    try:
        return read_unique(text)
    except InputError as error:
        raise Problem(422, Reason.INVALID, str(error), errors=[ItemProblem(str(error))]) from error


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
