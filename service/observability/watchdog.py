"""The watchdog on the model thread."""

import asyncio
import logging
import os

from service.runtime import Runtime

log = logging.getLogger(__name__)
HUNG = 70  # exit status when a forward pass hangs: EX_SOFTWARE


async def watch(runtime: Runtime, every: float = 1.0) -> None:
    """Restart model threads that died; end the process when a forward pass hangs, since no thread can be ended."""
    while True:
        await asyncio.sleep(every)
        batcher = runtime.batcher
        if batcher.revive():
            log.error("the model thread has died and is started again")
            runtime.metrics.restarts.inc()
        if batcher.busy_seconds > 2 * runtime.settings.stall_seconds:
            log.critical("a forward pass hangs; the process ends", extra={"seconds": batcher.busy_seconds})
            os._exit(HUNG)
