"""A shadow model, whose answers nobody gets: where they differ from those served is counted and can be listed."""

import logging
import queue
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel

from model.classifier import Classifier, Prepared
from model.types import Prediction
from service.document import ADMIN, problems
from service.errors.problems import Problem, Reason
from service.paths import MODEL
from service.runtime import Runtime
from service.security.access import AdminOf

log = logging.getLogger(__name__)
router = APIRouter(prefix=MODEL, tags=["model"], responses=ADMIN)
WAITING = 32  # requests; more are dropped, so that the shadow never delays an answer
KEPT = 200  # disagreements, in memory alone
PATIENCE = 5.0  # seconds for which `stop` waits for the request that is being compared

Job = tuple[Sequence[Prepared], Sequence[Prediction]]


class Disagreement(BaseModel):
    """One quote on which the two models differ."""

    at: str
    quote: str
    speaker: str
    served_stance: str
    shadow_stance: str
    served_sentiment: str
    shadow_sentiment: str
    served_version: str


class ShadowReport(BaseModel):
    version: str
    compared: int
    dropped: int
    stance_disagreements: int
    sentiment_disagreements: int
    latest: list[Disagreement]


class Shadow:
    """Runs a classifier in a thread of its own on what was served."""

    def __init__(self, classifier: Classifier, runtime: Runtime) -> None:
        self.classifier = classifier
        self.latest: deque[Disagreement] = deque(maxlen=KEPT)
        self.counts = {"compared": 0, "dropped": 0, "stance": 0, "sentiment": 0}
        self._jobs: queue.Queue[Job | None] = queue.Queue(WAITING)
        self._thread = threading.Thread(target=self._run, name="shadow", daemon=True)
        self._series = runtime.metrics.counter("shadow_quotes", "Quotes by what the shadow model did.", "event")
        for event in self.counts:
            self._series.labels(event)
        runtime.observe(self.offer)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Drop what waits and end the thread after what it is at, which is left behind after PATIENCE."""
        with suppress(queue.Empty):
            while True:
                self._jobs.get_nowait()
        self._jobs.put_nowait(None)
        self._thread.join(PATIENCE)

    def offer(self, prepared: Sequence[Prepared], predictions: Sequence[Prediction]) -> None:
        """Take what was served, if there is room; never waits."""
        try:
            self._jobs.put_nowait((prepared, predictions))
        except queue.Full:
            self._count("dropped", len(predictions))

    def report(self) -> ShadowReport:
        counts = self.counts
        return ShadowReport(
            version=self.classifier.metadata.version,
            compared=counts["compared"],
            dropped=counts["dropped"],
            stance_disagreements=counts["stance"],
            sentiment_disagreements=counts["sentiment"],
            latest=list(self.latest)[::-1],
        )

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                self._compare(*job)
            except Exception:  # the border of the thread: a shadow that fails must not be felt
                log.exception("the shadow model failed")

    def _compare(self, prepared: Sequence[Prepared], served: Sequence[Prediction]) -> None:
        own = list(self.classifier.predict(map(self.classifier.prepare_again, prepared)))
        self._count("compared", len(own))
        for one, two in zip(served, own, strict=True):
            self._count("stance", int(one.stance.label != two.stance.label))
            self._count("sentiment", int(one.sentiment.label != two.sentiment.label))
            if (one.stance.label, one.sentiment.label) != (two.stance.label, two.sentiment.label):
                self.latest.append(_disagreement(one, two))

    def _count(self, event: str, amount: int) -> None:
        self.counts[event] += amount
        self._series.labels(event).inc(amount)


def _disagreement(served: Prediction, shadow: Prediction) -> Disagreement:
    return Disagreement(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        quote=served.quote.text,
        speaker=served.speaker.name,
        served_stance=served.stance.label,
        shadow_stance=shadow.stance.label,
        served_sentiment=served.sentiment.label,
        shadow_sentiment=shadow.sentiment.label,
        served_version=served.model.version,
    )


@router.get("/shadow", responses=problems("404"))
async def shadow(request: Request, _: AdminOf) -> ShadowReport:
    """Count what the shadow model would have said differently, and list the latest."""
    found: Shadow | None = request.app.state.shadow
    if found is None:
        raise Problem(404, Reason.NOT_FOUND, "no shadow model is running; name one with the setting `shadow`")
    return found.report()
