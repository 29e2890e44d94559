"""The application, put together: `create_app(classifier, settings)`."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Mount

from model.classifier import Classifier
from service import api, pages, probes, streams, upkeep
from service.document import complete
from service.keys import Keyring
from service.middleware.explain import Explain
from service.middleware.guard import Guard
from service.middleware.head import Head
from service.middleware.observe import Observe
from service.parameters import known_and_once
from service.problems import Problem, Reason
from service.runtime import Runtime
from service.settings import Settings
from service.validation import validation_problem
from service.watchdog import watch

# Further parts of the service offer an APIRouter and are added here; whatever is under /v1/ asks for a key.
VERSIONED: tuple[APIRouter, ...] = (api.router, streams.router, *upkeep.ROUTERS)
OTHERS: tuple[APIRouter, ...] = (probes.router, pages.router)  # whose links may come with parameters of others' making


def create_app(classifier: Classifier, settings: Settings | None = None) -> FastAPI:
    """Return the application; the model threads start with it and end with it.

    `app.state.runtime` holds the Runtime, whose `swap` exchanges the classifier.
    """
    settings = settings or Settings()
    runtime, keyring = Runtime(classifier, settings), Keyring.load(settings.api_keys)
    app = FastAPI(
        title="Quotestance",
        version=version("quotestance"),
        lifespan=_lifespan,
        openapi_url=None,  # it is a page of ours, of a route that logs and series know
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # behind a proxy that does TLS it would send callers to http://
    )
    app.state.runtime = runtime
    upkeep.attach(app, runtime, settings)
    for router in VERSIONED:
        app.include_router(router, dependencies=[Depends(known_and_once)])
    for router in OTHERS:
        app.include_router(router)
    pages.mount_assets(app)
    _handle_errors(app)
    _describe(app, settings)
    app.add_middleware(Guard, runtime=runtime, keyring=keyring)
    app.add_middleware(Head)
    app.add_middleware(Explain)
    _let_in(app, settings.cors_origins)  # above what answers errors, since they must be let in, too
    app.add_middleware(Observe, metrics=runtime.metrics)
    return app


def _let_in(app: FastAPI, origins: tuple[str, ...]) -> None:
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["*"],
            expose_headers=["X-Request-ID", "Retry-After"],
        )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    runtime: Runtime = app.state.runtime
    watchdog = asyncio.create_task(watch(runtime))  # first, since the first pass may hang, too
    try:
        await runtime.start()
        async with upkeep.running(app, runtime.settings):
            yield
    finally:
        watchdog.cancel()
        await runtime.stop()


def _handle_errors(app: FastAPI) -> None:
    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        raise validation_problem(error, request.headers.get("content-type", "")) from error

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if isinstance(error.__cause__, Problem):  # raised while the body was read
            raise error.__cause__ from error
        problem = _http_problem(error)
        if problem.reason is Reason.BAD_METHOD and (taken := _taken(request)):
            problem.headers["Allow"] = ", ".join(taken)
        raise problem from error

    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, refused)


def _taken(request: Request) -> list[str]:
    """Return the methods that a path takes, of all of its routes: starlette tells of the first alone."""

    def serves(route: BaseRoute, method: str) -> bool:
        return not isinstance(route, Mount) and route.matches({**request.scope, "method": method})[0] is Match.FULL

    routes: list[BaseRoute] = request.app.routes
    by_route = [method for method in ("GET", "POST") if any(serves(route, method) for route in routes)]
    return [*by_route, "HEAD"] if "GET" in by_route else by_route


def _http_problem(error: HTTPException) -> Problem:
    reasons = {404: Reason.NOT_FOUND, 405: Reason.BAD_METHOD, 400: Reason.BAD_JSON}
    detail = {
        404: "there is nothing at this path; GET /docs lists what there is",
        405: "this path does not take this method; GET /docs lists what there is",
        400: _not_json(error.__cause__),
    }.get(error.status_code, HTTPStatus(error.status_code).phrase)
    reason = reasons.get(error.status_code, Reason.INVALID)
    return Problem(error.status_code, reason, detail, headers=error.headers)


def _not_json(cause: BaseException | None) -> str:
    """Say why a body could not be read at all; the words of whatever gave up on it are not ours."""
    if isinstance(cause, RecursionError):
        return "the body is nested too deeply; send an object that holds a list of items"
    if isinstance(cause, UnicodeDecodeError):
        return f"the body is not UTF-8: byte {cause.start} cannot be read"
    if isinstance(cause, ValueError):  # Python reads no longer ones
        most = sys.get_int_max_str_digits()
        return f"the body holds a whole number of more than {most} digits; send it as a text"
    return "the body is not JSON in UTF-8"


def _describe(app: FastAPI, settings: Settings) -> None:
    """Let the OpenAPI document state the errors, the keys and the limits that are in force."""
    generate = app.openapi

    def described() -> dict[str, Any]:
        fresh = app.openapi_schema is None
        document = generate()
        if fresh:
            complete(document, settings)
        return document

    app.openapi = described  # type: ignore[method-assign]
