"""Running the application under uvicorn: binding, signals, draining."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import uvicorn
from fastapi import FastAPI

from model.errors import SettingsError
from service.protocol import Protocol
from service.runtime import Runtime
from service.settings import Settings

log = logging.getLogger(__name__)
BACKLOG = 2048  # connections that wait to be taken, as uvicorn has it
LAST_WORDS = 1.0  # seconds for the answers of requests that are not waited for any longer


def bind(settings: Settings) -> socket.socket:
    """Return a bound socket; raises SettingsError where the address cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((settings.host, settings.port))
    except OSError as error:
        bound.close()
        raise SettingsError(f"cannot bind {settings.host}:{settings.port}: {error.strerror}; choose another") from error
    return bound


class Server(uvicorn.Server):
    """Ends with status 0 after SIGTERM or SIGINT; a second signal does not wait for open requests."""

    def __init__(self, config: uvicorn.Config, runtime: Runtime) -> None:
        super().__init__(config)
        self._runtime = runtime

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve, then end the process: nothing waits for threads that hang at a database or a model."""
        await super().serve(sockets)
        sys.stderr.flush()
        os._exit(0)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn's own version raises the signal again at the end, and the status would not be 0.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.handle_exit)
        try:
            yield
        finally:  # the process is about to end, and a signal that comes now has nothing to add
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        if self.force_exit:
            await self.lifespan.shutdown()  # uvicorn would leave it to be cancelled; so what waits is answered
            await self._last_words()
            for task in self.server_state.tasks:  # at a thread that hangs
                task.cancel()
        await self._last_words()
        for connection in list(self.server_state.connections):  # of callers who take nothing; so they are logged
            connection.transport.abort()
        await self._last_words()

    async def _last_words(self) -> None:
        """Wait until all is answered, and the answers are taken, but not for long."""
        state = self.server_state
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS):
                while state.tasks or state.connections:  # noqa: ASYNC110 - as uvicorn waits for them
                    await asyncio.sleep(0.02)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        del sig, frame
        self.force_exit = self.should_exit
        self.should_exit = True
        self._runtime.draining = True


def run(app: FastAPI, settings: Settings, listening: socket.socket) -> None:
    """Serve on a bound socket until a signal comes, wait `drain_seconds` for open requests, and end the process.

    Raises SettingsError where another process came to listen there since it was bound.
    """
    try:
        listening.listen(BACKLOG)
    except OSError as error:
        raise SettingsError(f"cannot listen on port {settings.port}: {error.strerror}; choose another") from error
    host, port = listening.getsockname()[:2]
    log.info("serving", extra={"url": f"http://{f'[{host}]' if ':' in host else host}:{port}"})
    config = uvicorn.Config(
        app,
        http=Protocol,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=max(1, round(settings.drain_seconds)),
        timeout_keep_alive=30,
        ws="none",
    )
    Server(config, app.state.runtime).run(sockets=[listening])
