"""What FastAPI and Starlette raise, as problems in our words."""

import sys
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Mount

from service.errors.problems import Problem, Reason
from service.errors.validation import validation_problem


def translate_errors(app: FastAPI) -> None:
    """Have a Problem raised for what frameworks raise; the layer Explain answers it."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    raise validation_problem(error, request.headers.get("content-type", "")) from error


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, Problem):  # raised while FastAPI read the body, which makes a 400 of it
        raise error.__cause__ from error
    if error.status_code == HTTPStatus.NOT_FOUND:
        detail = "there is nothing at this path; GET /docs lists what there is"
        raise Problem(404, Reason.NOT_FOUND, detail) from error
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        detail = "this path does not take this method; GET /docs lists what there is"
        taken = _methods(request)
        headers = {"Allow": ", ".join(taken)} if taken else error.headers
        raise Problem(405, Reason.BAD_METHOD, detail, headers=headers) from error
    if error.status_code == HTTPStatus.BAD_REQUEST:
        raise Problem(400, Reason.BAD_JSON, _why_unreadable(error.__cause__)) from error
    raise Problem(
        error.status_code, Reason.INVALID, HTTPStatus(error.status_code).phrase, headers=error.headers
    ) from error


def _methods(request: Request) -> list[str]:
    """Return the methods that any route takes at this path; Starlette names those of the first route alone."""

    def serves(route: BaseRoute, method: str) -> bool:
        return not isinstance(route, Mount) and route.matches({**request.scope, "method": method})[0] is Match.FULL

    routes: list[BaseRoute] = request.app.routes
    by_route = [method for method in ("GET", "POST") if any(serves(route, method) for route in routes)]
    return [*by_route, "HEAD"] if "GET" in by_route else by_route


def _why_unreadable(cause: BaseException | None) -> str:
    """Say why a body could not be read at all, in our own words and not in those of the parser."""
    if isinstance(cause, RecursionError):
        return "the body is nested too deeply; send an object that holds a list of items"
    if isinstance(cause, UnicodeDecodeError):
        return f"the body is not UTF-8: byte {cause.start} cannot be read"
    if isinstance(cause, ValueError):  # Python reads no longer ones
        most = sys.get_int_max_str_digits()
        return f"the body holds a whole number of more than {most} digits; send it as a text"
    return "the body is not JSON in UTF-8"
