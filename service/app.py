"""The application, put together: `create_app(classifier, settings)`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import APIRouter, Depends, FastAPI

from model.classifier import Classifier
from service import api, pages
from service.document import describe
from service.errors.handlers import translate_errors
from service.errors.parameters import known_and_once
from service.lifecycle import upkeep
from service.middleware.cors import Cors
from service.middleware.explain import Explain
from service.middleware.guard import Guard
from service.middleware.head import Head
from service.middleware.isolate import Isolate
from service.middleware.observe import Observe
from service.observability import probes
from service.observability.watchdog import watch
from service.runtime import Runtime
from service.security.keys import Keyring
from service.settings import Settings
from service.streams import routes as streams

VERSIONED: tuple[APIRouter, ...] = (api.router, streams.router, *upkeep.ROUTERS)  # under /v1/, which asks for a key
# Pages and probes take any query parameter: links to them often come with some that others added.
OTHERS: tuple[APIRouter, ...] = (probes.router, pages.router)


def create_app(classifier: Classifier, settings: Settings | None = None) -> FastAPI:
    """Return the application; its model threads start and end with its lifespan.

    `app.state.runtime` holds the Runtime, whose `swap` exchanges the classifier.
    Raises SettingsError, BundleError, RegistryError or StorageError for settings that cannot be served.
    """
    settings = settings or Settings()
    runtime, keyring = Runtime(classifier, settings), Keyring.load(settings.api_keys)
    app = FastAPI(
        title="Quotestance",
        version=version("quotestance"),
        lifespan=_lifespan,
        openapi_url=None,  # served by service.pages, as a route that logs and metrics know
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
    translate_errors(app)
    describe(app, settings)
    app.add_middleware(Guard, runtime=runtime, keyring=keyring)
    if settings.api_keys is None:  # which no page of others can send
        app.add_middleware(Isolate, settings=settings)
    app.add_middleware(Head)
    app.add_middleware(Explain)
    _allow_origins(app, settings.cors_origins)  # outside Explain: its errors need the headers of CORS, too
    app.add_middleware(Observe, metrics=runtime.metrics)
    return app


def _allow_origins(app: FastAPI, origins: tuple[str, ...]) -> None:
    if origins:
        app.add_middleware(
            Cors,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["*"],
            expose_headers=["X-Request-ID", "Retry-After"],
        )
        app.add_middleware(Explain)  # what CORS itself refuses


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
