"""The model threads: each takes a batch whenever it is idle, and hands the results back to the event loop."""

import asyncio
import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from service.errors.problems import Failure, Reason
from service.observability.metrics import Metrics
from service.scheduling.inference import infer
from service.scheduling.work import FairQueue, Row, Work

log = logging.getLogger(__name__)
STOPPED = Failure(Reason.STOPPING, "the service is shutting down; send the item again")
CRASHED = Failure(Reason.INFERENCE_FAILED, "the model thread ended unexpectedly and was restarted; send the item again")
SMOOTHING = 0.2  # weight of the newest batch in the estimate of speed


@dataclass(eq=False, slots=True)
class Lane:
    """One model thread, and the batch that it is at."""

    number: int
    thread: threading.Thread | None = None
    works: Sequence[Work] = ()
    since: float | None = None
    pressed: bool = False  # as much again waits for every lane, so that this batch is as large as they come

    @property
    def alive(self) -> bool:
        return self.thread is not None and self.thread.is_alive()

    def begin(self, works: Sequence[Work], *, pressed: bool = False) -> None:
        self.works, self.since, self.pressed = works, time.monotonic(), pressed

    def end(self) -> None:
        self.works, self.since = (), None


class Batcher:
    """Owns the model threads, one for each batch that the engine computes at once.

    `start`, `submit`, `follow`, `revive` and `stop` are called from the event loop.
    """

    def __init__(self, budget: int, lanes: int, metrics: Metrics) -> None:
        self.budget, self.lanes = budget, lanes
        self.tokens_per_second = 0.0  # with all lanes at full batches; 0 until that was measured
        self.last_success = 0.0  # time.monotonic() of the last forward pass that gave scores
        self._metrics = metrics
        self._queue = FairQueue()
        self._ready = threading.Condition()
        self._stopping = False
        self._lanes = [Lane(number) for number in range(lanes)]
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Start the model threads."""
        self._loop = asyncio.get_running_loop()
        for lane in self._lanes:
            self._start(lane)

    def revive(self) -> bool:
        """Start threads again that have died, if any; what they were at is answered as failed, what waits is kept."""
        dead = [] if self._stopping else [lane for lane in self._lanes if not lane.alive]
        _deliver([(work, CRASHED) for lane in dead for work in lane.works])
        for lane in dead:
            self._start(lane)
        return bool(dead)

    def _start(self, lane: Lane) -> None:
        lane.end()
        lane.thread = threading.Thread(target=self._run, args=(lane,), name="model", daemon=True)
        lane.thread.start()

    def follow(self, budget: int, lanes: int) -> None:
        """From now on take batches as another engine likes them; threads that it has no use for rest."""
        fresh = [Lane(number) for number in range(len(self._lanes), lanes)]
        with self._ready:
            if self._stopping:
                return
            self.budget, self.lanes = budget, lanes
            self._lanes += fresh
            self._ready.notify_all()
        for lane in fresh:
            self._start(lane)

    async def stop(self, patience: float = 5.0) -> None:
        """End the threads after their present batches; whatever waits is answered that the service stops."""
        with self._ready:
            self._stopping = True
            self._ready.notify_all()
        until = time.monotonic() + patience
        for lane in self._lanes:
            if lane.thread:
                await asyncio.to_thread(lane.thread.join, max(0.0, until - time.monotonic()))
        with self._ready:
            works = [work for lane in self._lanes for work in lane.works]
            while batch := self._queue.take(self.budget):
                works += batch
        _deliver([(work, STOPPED) for work in works])

    @property
    def busy_seconds(self) -> float:
        """Return for how long the oldest of the present forward passes has run, 0 if none does."""
        now = time.monotonic()
        return max((now - since for lane in self._lanes if (since := lane.since) is not None), default=0.0)

    def __len__(self) -> int:
        return len(self._queue)

    def submit(self, works: Sequence[Work]) -> None:
        """Queue the examples of one request; after `stop` they are answered at once."""
        with self._ready:
            if not self._stopping:
                self._queue.add(works)
                self._ready.notify_all()
                return
        _deliver([(work, STOPPED) for work in works])

    def _run(self, lane: Lane) -> None:
        while batch := self._next(lane):
            self._process(batch, pressed=lane.pressed)
            lane.end()
            del batch  # or an idle lane would keep a model in memory that was exchanged

    def _next(self, lane: Lane) -> list[Work]:
        with self._ready:
            while not self._stopping:
                if lane.number < self.lanes and (batch := self._queue.take(self.budget, self.lanes)):
                    lane.begin(batch, pressed=len(self._queue) >= self.lanes * len(batch))
                    return batch
                self._ready.wait()
            return []

    def _process(self, batch: Sequence[Work], *, pressed: bool) -> None:
        began = time.monotonic()
        results = infer(batch[0].classifier, [work.row for work in batch])
        self._note(batch, results, began, pressed=pressed)
        assert self._loop is not None
        self._loop.call_soon_threadsafe(_deliver, list(zip(batch, results, strict=True)))

    def _note(self, batch: Sequence[Work], results: Sequence[Row | Failure], began: float, *, pressed: bool) -> None:
        now = time.monotonic()
        tokens, padded = sum(map(len, batch)), len(batch) * max(map(len, batch))
        self._measure(self.lanes * tokens / max(now - began, 1e-6), pressed=pressed)
        if any(isinstance(result, Row) for result in results):
            self.last_success = now
        self._metrics.batch(len(batch), tokens, padded, now - began, [began - work.entered for work in batch])

    def _measure(self, speed: float, *, pressed: bool) -> None:
        """Follow the speed of full batches: a lone short text, such as the first of all, takes as long as many.

        Where others are quicker nonetheless it was too low, and might keep away all that could correct it.
        """
        known = self.tokens_per_second
        if pressed or 0 < known < speed:
            self.tokens_per_second += (SMOOTHING if known else 1.0) * (speed - known)


def _deliver(results: Sequence[tuple[Work, Row | Failure]]) -> None:
    for work, result in results:
        if not work.future.done():
            work.future.set_result(result)
