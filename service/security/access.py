"""Dependencies of routes: the runtime, and whoever calls."""

from typing import Annotated

from fastapi import Depends, Request

from service.errors.problems import Problem, Reason
from service.runtime import Runtime
from service.security.keys import Caller

# Coroutines though they await nothing: FastAPI runs plain functions in a thread, which costs two switches each.


async def _runtime(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


async def _caller(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


async def _admin(request: Request) -> Caller:
    caller = await _caller(request)
    if not caller.admin:
        raise Problem(403, Reason.FORBIDDEN, f"the key {caller.name!r} is not an admin key")
    return caller


RuntimeOf = Annotated[Runtime, Depends(_runtime)]
CallerOf = Annotated[Caller, Depends(_caller)]
AdminOf = Annotated[Caller, Depends(_admin)]
