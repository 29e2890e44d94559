"""The model thread: takes a batch whenever it is idle, and hands the results back to the event loop."""

import asyncio
import logging
import threading
import time
from collections.abc import Sequence

from service.inference import infer
from service.metrics import Metrics
from service.problems import Reason
from service.work import Failure, FairQueue, Row, Work

log = logging.getLogger(__name__)
STOPPED = Failure(Reason.STOPPING, "the service is shutting down; send the item again")
CRASHED = Failure(Reason.INFERENCE_FAILED, "the model thread ended unexpectedly and was restarted; send the item again")
SMOOTHING = 0.2  # weight of the newest batch in the estimate of speed


class Batcher:
    """Owns the model thread. `submit`, `start` and `stop` are called from the event loop."""

    def __init__(self, budget: int, metrics: Metrics) -> None:
        self.budget = budget
        self.tokens_per_second = 0.0  # 0 until something was measured
        self.last_success = 0.0  # time.monotonic() of the last forward pass that gave scores
        self._metrics = metrics
        self._queue = FairQueue()
        self._ready = threading.Condition()
        self._stopping = False
        self._running: Sequence[Work] = ()
        self._running_since: float | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Start the model thread; also called when it has died."""
        self._loop = asyncio.get_running_loop()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="model", daemon=True)
        self._thread.start()

    async def stop(self, patience: float = 5.0) -> None:
        """End the thread after the batch that it is at; whatever waits is answered that the service stops."""
        with self._ready:
            self._stopping = True
            self._ready.notify()
        if self._thread:
            await asyncio.to_thread(self._thread.join, patience)
        self.abandon(STOPPED)

    @property
    def alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    @property
    def stopping(self) -> bool:
        return self._stopping

    @property
    def busy_seconds(self) -> float:
        """Return for how long the present forward pass has run, 0 if none does."""
        since = self._running_since
        return 0.0 if since is None else time.monotonic() - since

    def __len__(self) -> int:
        return len(self._queue)

    def submit(self, works: Sequence[Work], *, last: bool = False) -> None:
        """Queue the examples of one request; `last` puts them behind all that wait."""
        with self._ready:
            self._queue.add(works, last=last)
            self._ready.notify()

    def abandon(self, failure: Failure = CRASHED) -> None:
        """Answer everything that waits or was being worked on when the thread ended."""
        with self._ready:
            works = list(self._running)
            while batch := self._queue.take(self.budget):
                works += batch
            self._running, self._running_since = (), None
        _deliver([(work, failure) for work in works])

    def _run(self) -> None:
        while batch := self._next():
            self._process(batch)

    def _next(self) -> list[Work]:
        with self._ready:
            while not self._stopping:
                if batch := self._queue.take(self.budget):
                    self._running, self._running_since = batch, time.monotonic()
                    return batch
                self._ready.wait()
            return []

    def _process(self, batch: Sequence[Work]) -> None:
        began = time.monotonic()
        results = infer(batch[0].classifier, [work.row for work in batch])
        self._note(batch, results, began)
        self._running, self._running_since = (), None
        assert self._loop is not None
        self._loop.call_soon_threadsafe(_deliver, list(zip(batch, results, strict=True)))

    def _note(self, batch: Sequence[Work], results: Sequence[Row | Failure], began: float) -> None:
        now = time.monotonic()
        tokens, padded = sum(map(len, batch)), len(batch) * max(map(len, batch))
        speed = tokens / max(now - began, 1e-6)
        self.tokens_per_second += (SMOOTHING if self.tokens_per_second else 1.0) * (speed - self.tokens_per_second)
        if any(isinstance(result, Row) for result in results):
            self.last_success = now
        self._metrics.batch(len(batch), tokens, padded, now - began, [began - work.entered for work in batch])


def _deliver(results: Sequence[tuple[Work, Row | Failure]]) -> None:
    for work, result in results:
        if not work.future.done():
            work.future.set_result(result)
