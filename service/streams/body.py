"""The body of a stream, read a little ahead, so that a caller who leaves is noticed while the service is busy."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from starlette.types import Message, Receive

from service.errors.problems import Problem, Reason
from service.runtime import Runtime

AHEAD = 4  # pieces of the body, 64 kB each at most
SLICE = 1.0  # seconds after which a stream that waits looks whether the service is to stop

Result = TypeVar("Result")


def broken_off() -> Problem:
    """Return why a stream ends early in a service that shuts down."""
    return Problem(503, Reason.STOPPING, "the service is shutting down; send the rest again")


class Arriving:
    """The pieces of a body, in their order."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._pieces: asyncio.Queue[Message] = asyncio.Queue(AHEAD)

    async def take(self, receive: Receive) -> None:
        """Take what arrives, no more than a little ahead; return when the caller has gone."""
        while (message := await receive())["type"] != "http.disconnect":
            await self._pieces.put(message)

    async def next(self) -> Message:
        """Return the next piece of the body; raises Problem 408 when none comes, 503 when the service is to stop."""
        seconds = self._runtime.settings.idle_seconds
        try:
            async with asyncio.timeout(seconds):
                return await self.unless_stopping(self._pieces.get())
        except TimeoutError as error:
            raise Problem(408, Reason.SLOW_BODY, f"nothing arrived for {seconds:g} s") from error

    async def unless_stopping(self, waited: Awaitable[Result]) -> Result:
        """Wait for something; raises Problem 503 when the service is to stop meanwhile."""
        task = asyncio.ensure_future(waited)
        try:
            while not task.done():
                if self._runtime.draining:
                    raise broken_off()
                await asyncio.wait({task}, timeout=SLICE)
            return task.result()
        finally:
            task.cancel()
