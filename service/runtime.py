"""What all requests share: a classifier that can be exchanged, the queue before it, the cache and the counts."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from model.classifier import Classifier, Prepared
from model.engines import Logits
from model.labels import View
from model.types import Prediction, Utterance
from service.errors.problems import Failure, Problem, Reason
from service.observability.metrics import Metrics
from service.scheduling.admission import Admission
from service.scheduling.batcher import Batcher
from service.scheduling.cache import Key, RowCache
from service.scheduling.inference import keep_in_memory
from service.scheduling.reading import Readers
from service.scheduling.work import Row, Work
from service.settings import Settings

log = logging.getLogger(__name__)
PROBE = Utterance("We are ready.", "a spokesman", "“We are ready.” a spokesman said.", "probe")

Observer = Callable[[Sequence[Prepared], Sequence[Prediction]], None]


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """A prepared item for which the model gave nothing."""

    prepared: Prepared
    failure: Failure

    @property
    def reason(self) -> Reason:
        return self.failure.reason


Outcome = Prediction | Unlabelled | Failure


class Runtime:
    """Everything that lives as long as the service; used from the event loop.

    `swap` exchanges the classifier: requests under way end with the one they began with, and no batch mixes two.
    `observe` adds a function that is called with what was asked and answered.
    """

    def __init__(self, classifier: Classifier, settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.batcher = Batcher(self._budget(classifier), classifier.engine.lanes, self.metrics)
        self.admission = Admission(settings.queue_items, settings.queue_tokens, lambda: self.batcher.tokens_per_second)
        self.readers = Readers(settings.readers)
        self.cache = RowCache(settings.cache_items)
        self.draining = False
        self._classifier = classifier
        self._under_way: dict[Key, Work] = {}
        self._observers: list[Observer] = []
        self._watch()

    def _watch(self) -> None:
        watch = self.metrics.watch
        watch("queue_items", "Examples that wait for the model.", lambda: len(self.batcher))
        watch("under_way_items", "Quotes in requests that are under way.", lambda: self.admission.items)
        watch("under_way_tokens", "Tokens in requests that are under way.", lambda: self.admission.tokens)
        watch(
            "tokens_per_second",
            "Speed of the model while more waits, smoothed.",
            lambda: self.batcher.tokens_per_second,
        )
        watch("cache_items", "Examples in the cache.", lambda: len(self.cache))
        watch("busy_seconds", "For how long the oldest forward pass has run.", lambda: self.batcher.busy_seconds)

    def _budget(self, classifier: Classifier) -> int:
        return self.settings.batch_tokens or classifier.engine.batch_tokens

    @property
    def classifier(self) -> Classifier:
        return self._classifier

    async def start(self) -> None:
        """Start the model threads and warm the model up; raises Problem where it gives no scores."""
        self.batcher.start()
        await self.probe()
        keep_in_memory()

    async def stop(self) -> None:
        self.draining = True
        await self.batcher.stop()
        self.readers.close()

    async def swap(self, classifier: Classifier) -> None:
        """Serve another classifier from now on; raises Problem 503 where it gives no scores."""
        await self.probe(classifier)
        self._classifier = classifier
        self.batcher.follow(self._budget(classifier), classifier.engine.lanes)
        self.cache.clear()
        keep_in_memory()
        log.info("model exchanged", extra={"model": classifier.metadata.name, "version": classifier.metadata.version})

    def observe(self, observer: Observer) -> None:
        """Call `observer(prepared, predictions)` after each request, on the event loop; it must be quick."""
        self._observers.append(observer)

    async def probe(self, classifier: Classifier | None = None) -> None:
        """Send one item through the model, past the cache; raises Problem 503 where no scores come."""
        classifier = classifier or self._classifier
        [prepared] = await self.readers.utterances(classifier, [PROBE], View.CONTEXT)
        if isinstance(prepared, Failure):
            raise Problem(503, Reason.NOT_READY, prepared.detail)
        work = Work(prepared.inputs[0], classifier, _future(), waiters=1)
        self.batcher.submit([work])
        result = await work.future
        if isinstance(result, Failure):
            raise Problem(503, Reason.NOT_READY, result.detail)

    async def predict(
        self,
        classifier: Classifier,
        prepared: Sequence[Prepared],
        threshold: float | None = None,
    ) -> list[Prediction | Unlabelled]:
        """Label prepared items with the classifier that prepared them.

        Logits are cached and shared between requests; a caller's `threshold` is applied to them afterwards.
        """
        model = f"{classifier.metadata.weights_sha256}:{classifier.engine.name}"
        keys = [[(model, digest) for digest in item.keys] for item in prepared]
        wanted = {
            key: row
            for item, names in zip(prepared, keys, strict=True)
            for key, row in zip(names, item.inputs, strict=True)
        }
        rows: dict[Key, Row | Failure] = {key: row for key in wanted if (row := self.cache.get(key))}
        works = {
            key: self._under_way.get(key) or Work(encoded, classifier, _future())
            for key, encoded in wanted.items()
            if key not in rows
        }
        misses = sum(key not in self._under_way for key in works)
        self.metrics.cache_misses.inc(misses)
        self.metrics.cache_hits.inc(sum(map(len, keys)) - misses)
        rows |= await self._compute(works)
        return [
            _outcome(classifier, item, [rows[key] for key in names], threshold)
            for item, names in zip(prepared, keys, strict=True)
        ]

    async def _compute(self, works: dict[Key, Work]) -> dict[Key, Row | Failure]:
        new = {key: work for key, work in works.items() if key not in self._under_way}
        self._under_way |= new
        for work in works.values():
            work.waiters += 1
        self.batcher.submit(list(new.values()))
        try:
            if works:
                await asyncio.wait({work.future for work in works.values()})
            results = {key: work.future.result() for key, work in works.items()}
        finally:
            for key, work in works.items():
                self._leave(key, work)
        for key, result in results.items():
            if isinstance(result, Row):
                self.cache.put(key, result)
        return results

    def _leave(self, key: Key, work: Work) -> None:
        work.waiters -= 1
        if work.waiters == 0 and self._under_way.get(key) is work:
            del self._under_way[key]

    def note(
        self, outcomes: Sequence[Outcome], prepared: Sequence[Prepared | Failure], threshold: float | None = None
    ) -> None:
        """Count what was answered and tell the observers, unless a caller's own threshold made the abstentions."""
        answered, predictions = list[Prepared](), list[Prediction]()
        for item, outcome in zip(prepared, outcomes, strict=True):
            if isinstance(outcome, Prediction) and isinstance(item, Prepared):
                answered.append(item)
                predictions.append(outcome)
                self.metrics.result(outcome)
            elif isinstance(outcome, Failure | Unlabelled):
                self.metrics.failure(outcome.reason)
        if predictions and threshold is None:
            for observer in self._observers:
                observer(answered, predictions)


def _future() -> asyncio.Future[Row | Failure]:
    return asyncio.get_running_loop().create_future()


def _outcome(
    classifier: Classifier, item: Prepared, rows: Sequence[Row | Failure], threshold: float | None
) -> Prediction | Unlabelled:
    good = [row for row in rows if isinstance(row, Row)]
    if len(good) < len(rows):
        return Unlabelled(item, next(row for row in rows if isinstance(row, Failure)))
    stance, sentiment = np.stack([row.stance for row in good]), np.stack([row.sentiment for row in good])
    return classifier.decode(item, Logits(stance, sentiment), threshold)
