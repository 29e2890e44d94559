"""What routes ask of the request that they serve."""

from typing import Annotated

from fastapi import Depends, Request

from service.keys import Caller
from service.problems import Problem, Reason
from service.runtime import Runtime


def _runtime(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


def _caller(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


def _admin(request: Request) -> Caller:
    caller = _caller(request)
    if not caller.admin:
        raise Problem(403, Reason.FORBIDDEN, f"the key {caller.name!r} is not an admin key")
    return caller


RuntimeOf = Annotated[Runtime, Depends(_runtime)]
CallerOf = Annotated[Caller, Depends(_caller)]
AdminOf = Annotated[Caller, Depends(_admin)]
