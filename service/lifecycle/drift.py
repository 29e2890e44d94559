"""What was answered, day by day, against what the model was measured on: in /metrics and in plain words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from pydantic import BaseModel, ConfigDict

from model.classifier import Prepared
from model.drift import MEASURES, Category, Finding, Profile, Verdict, categories_of, compare, profile_of
from model.types import Prediction
from service.document import ADMIN
from service.paths import MODEL
from service.runtime import Runtime
from service.security.access import AdminOf

router = APIRouter(prefix=MODEL, tags=["model"], responses=ADMIN)
DAYS = 31
CODES = {Verdict.TOO_FEW: -1, Verdict.STEADY: 0, Verdict.MOVED: 1, Verdict.CHANGED: 2}


class MeasureReport(BaseModel):  # a Finding, by the name that it has in the interface
    model_config = ConfigDict(from_attributes=True)
    measure: str
    verdict: Verdict
    psi: float
    p: float
    words: str


class DayReport(BaseModel):
    day: str
    predictions: int
    measures: list[MeasureReport]


class DriftReport(BaseModel):
    """`reference` counts the predictions that days are measured against; with 0 of them nothing can be told."""

    reference: int
    days: list[DayReport]


class Drift(Collector):
    """Counts predictions by day, and compares days with the profile that the served model carries.

    `observe` is called on the event loop, what compares in threads beside it.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._days: dict[str, Counter[Category]] = {}
        runtime.observe(self.observe)
        runtime.metrics.registry.register(self)

    def observe(self, _: Sequence[Prepared], predictions: Sequence[Prediction]) -> None:
        """Add what was answered to today's counts; the oldest day makes room."""
        self._days.setdefault(_today(), Counter()).update(categories_of(predictions))
        while len(self._days) > DAYS:
            del self._days[min(self._days)]

    @property
    def reference(self) -> Profile:
        """Return what days are measured against; it is empty where the model carries none."""
        return self._runtime.classifier.metadata.reference

    def report(self) -> DriftReport:
        # Copies, each made in one step: the event loop adds to them meanwhile.
        reference, days = self.reference, sorted(self._days.copy().items())
        profiles = [(day, profile_of(dict(counted))) for day, counted in days]
        return DriftReport(reference=reference.n, days=[_day(day, reference, one) for day, one in profiles])

    def collect(self) -> Iterable[Metric]:
        """Yield today's series: shares by category, and for each measure how far it moved."""
        current = profile_of(dict(self._days.get(_today(), {})))
        yield GaugeMetricFamily("quotestance_drift_predictions", "Quotes answered today.", current.n)
        shares = GaugeMetricFamily("quotestance_drift_share", "Share of quotes today.", labels=["measure", "category"])
        for measure, category in _categories():
            shares.add_metric([measure, category], current.share(measure, category))
        yield shares
        yield from _indices(compare(self.reference, current))


def _indices(findings: Sequence[Finding]) -> Iterator[Metric]:
    index = GaugeMetricFamily("quotestance_drift_psi", "Population stability index of today.", labels=["measure"])
    verdict = GaugeMetricFamily(
        "quotestance_drift_verdict", "-1 too few to tell, 0 steady, 1 moved, 2 changed.", labels=["measure"]
    )
    for one in findings:
        index.add_metric([one.measure], one.psi)
        verdict.add_metric([one.measure], CODES[one.verdict])
    yield from (index, verdict)


def _categories() -> Iterator[tuple[str, str]]:
    return ((measure, category) for measure, categories in MEASURES.items() for category in categories)


def _day(day: str, reference: Profile, current: Profile) -> DayReport:
    measures = [MeasureReport.model_validate(finding) for finding in compare(reference, current)]
    return DayReport(day=day, predictions=current.n, measures=measures)


def _today() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d}"


@router.get("/drift")
def drift(request: Request, _: AdminOf) -> DriftReport:  # in a thread, like the series
    """Say in plain words, day by day since the service started, what has moved."""
    found: Drift = request.app.state.drift
    return found.report()
