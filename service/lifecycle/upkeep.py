"""What keeps a served model good, put together: corrections, reloading, the shadow, drift."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from model.classifier import Classifier
from service.corrections import routes
from service.corrections.lazy import LazyStore
from service.lifecycle import drift, reload, shadow
from service.lifecycle.drift import Drift
from service.lifecycle.reload import Reloader
from service.lifecycle.shadow import Shadow
from service.runtime import Runtime
from service.settings import Settings
from service.tasks import cancel

log = logging.getLogger(__name__)
ROUTERS: tuple[APIRouter, ...] = (routes.router, reload.router, shadow.router, drift.router)


def attach(app: FastAPI, runtime: Runtime, settings: Settings) -> None:
    """Put the parts where the routes look for them; raises SettingsError, BundleError, RegistryError, StorageError."""
    app.state.corrections = LazyStore(settings.corrections)
    app.state.reloader = Reloader(runtime, settings)
    app.state.drift = Drift(runtime)
    app.state.shadow = None
    if settings.shadow is not None:
        app.state.shadow = Shadow(
            Classifier.load(settings.shadow, settings.device, settings.sides, settings.engine), runtime
        )


@asynccontextmanager
async def running(app: FastAPI, settings: Settings) -> AsyncIterator[None]:
    """Watch the registry, and run the shadow, as long as the service runs."""
    foreseeing = asyncio.create_task(asyncio.to_thread(app.state.corrections.foresee))
    foreseeing.add_done_callback(_tell)
    other: Shadow | None = app.state.shadow
    if other:
        other.start()
    watching = (
        asyncio.create_task(app.state.reloader.watch()) if settings.registry and settings.reload_seconds else None
    )
    try:
        yield
    finally:
        await cancel(*filter(None, (foreseeing, watching)))
        if other:
            await asyncio.to_thread(other.stop)
        app.state.corrections.close()


def _tell(foreseen: "asyncio.Task[None]") -> None:
    """Log what nobody foresaw: nobody else asks what came of the task."""
    if not foreseen.cancelled() and (error := foreseen.exception()):
        log.error("the corrections database could not be looked at", exc_info=error)
