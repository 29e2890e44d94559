"""Whether what comes in, or what goes out, has moved away from what the model was measured on.

A profile counts what was predicted; two profiles are compared measure by measure, by the population stability index
for how much and a chi-square test of homogeneity for whether it could be chance.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from model.labels import Sentiment, Side, Stance
from model.types import Prediction

LEAST = 50  # fewer predictions tell nothing
PSI_MOVED, PSI_CHANGED = 0.1, 0.25  # the usual reading of the index
LEVEL = 0.01  # of the test, shared among the measures
BINS = 10
LENGTHS = (20, 40, 80, 120, 160, 240)  # upper ends, in characters; one bin more for what is longer

Counts = NDArray[np.float64]
Category = tuple[str, str]  # a measure, and the part of its range into which a prediction falls


class Verdict(StrEnum):
    STEADY = "steady"
    MOVED = "moved"
    CHANGED = "changed"
    TOO_FEW = "too few to tell"


class Profile(BaseModel):
    """Counts of predictions by stance, sentiment, side, confidence, abstention and length of the quote."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    n: int = 0
    stance: dict[str, int] = {}
    sentiment: dict[str, int] = {}
    confidence: dict[str, int] = {}
    abstention: dict[str, int] = {}
    length: dict[str, int] = {}
    side: dict[str, int] = {}

    def share(self, measure: str, category: str) -> float:
        """Return the share of predictions in one category of a measure, 0 where there are none at all."""
        return float(getattr(self, measure).get(category, 0)) / max(1, self.n)


@dataclass(frozen=True, slots=True)
class Finding:
    """One measure compared: how far it moved, whether that could be chance, and what it means in plain words."""

    measure: str
    verdict: Verdict
    psi: float
    p: float
    words: str


def profile(predictions: Iterable[Prediction]) -> Profile:
    """Return the counts of predictions."""
    return profile_of(Counter(categories_of(predictions)))


def profile_of(counted: Mapping[Category, int]) -> Profile:
    """Return the profile of categories that were counted."""
    by_measure: dict[str, dict[str, int]] = {name: {} for name in MEASURES}
    for (measure, category), count in counted.items():
        by_measure[measure][category] = count
    return Profile(n=sum(by_measure["stance"].values()), **by_measure)


def categories_of(predictions: Iterable[Prediction]) -> list[Category]:
    """Return the categories that predictions fall into, one of each measure for each of them."""
    return [pair for prediction in predictions for pair in _categories(prediction).items()]


def _categories(prediction: Prediction) -> dict[str, str]:
    stance = prediction.stance
    return {
        "stance": stance.label,
        "sentiment": prediction.sentiment.label,
        "confidence": _tenth(stance.probabilities[stance.label]),
        "abstention": "abstained" if stance.abstained else "vouched for",
        "length": _length(len(prediction.quote.text)),
        "side": prediction.speaker.side,
    }


def _tenth(probability: float) -> str:
    low = min(BINS - 1, int(probability * BINS))
    return f"{low / BINS:.1f}-{(low + 1) / BINS:.1f}"


def _length(characters: int) -> str:
    return next((f"up to {end}" for end in LENGTHS if characters <= end), f"over {LENGTHS[-1]}")


MEASURES: dict[str, tuple[str, ...]] = {
    "stance": tuple(Stance),
    "sentiment": tuple(Sentiment),
    "confidence": tuple(_tenth(low / BINS + 1e-9) for low in range(BINS)),
    "abstention": ("vouched for", "abstained"),
    "length": tuple(_length(end) for end in (*LENGTHS, LENGTHS[-1] + 1)),
    "side": tuple(Side),
}


def compare(reference: Profile, current: Profile) -> list[Finding]:
    """Return one finding for each measure, in the order of MEASURES."""
    return [_finding(name, categories, reference, current) for name, categories in MEASURES.items()]


def psi(reference: Counts, current: Counts) -> float:
    """Return the population stability index of two vectors of counts; half a count is added so that none is zero."""
    expected, actual = ((counts + 0.5) / (counts + 0.5).sum() for counts in (reference, current))
    return float(((actual - expected) * np.log(actual / expected)).sum())


def _finding(name: str, categories: Sequence[str], reference: Profile, current: Profile) -> Finding:
    before, now = (_counts(getattr(one, name), categories) for one in (reference, current))
    if min(reference.n, current.n) < LEAST:
        words = f"{name}: {min(reference.n, current.n)} predictions are too few to tell; {LEAST} are needed"
        return Finding(name, Verdict.TOO_FEW, 0.0, 1.0, words)
    index, p = psi(before, now), _chance(before, now)
    verdict = _verdict(index, p)
    return Finding(name, verdict, round(index, 4), p, _words(name, verdict, categories, reference, current))


def _counts(held: dict[str, int], categories: Sequence[str]) -> Counts:
    return np.asarray([held.get(category, 0) for category in categories], dtype=np.float64)


def _chance(before: Counts, now: Counts) -> float:
    """Return how likely chance alone makes so much difference; 1 where one of the two was never counted."""
    # Takes longer to load than the rest of the service, and is needed once in a while.
    from scipy.stats import chi2_contingency  # noqa: PLC0415

    table = np.stack([before, now])[:, before + now > 0]
    known = table.shape[1] > 1 and table.sum(axis=1).all()
    return float(chi2_contingency(table).pvalue) if known else 1.0


def _verdict(index: float, p: float) -> Verdict:
    if p >= LEVEL / len(MEASURES) or index < PSI_MOVED:
        return Verdict.STEADY
    return Verdict.CHANGED if index >= PSI_CHANGED else Verdict.MOVED


def _words(name: str, verdict: Verdict, categories: Sequence[str], reference: Profile, current: Profile) -> str:
    if verdict is Verdict.STEADY:
        return f"{name}: as in the reference"
    gaps = {one: current.share(name, one) - reference.share(name, one) for one in categories}
    most = max(gaps, key=lambda one: abs(gaps[one]))
    how = "more" if gaps[most] > 0 else "less"
    now, before = current.share(name, most), reference.share(name, most)
    return f"{name}: {verdict}; {how} often '{most}' than in the reference, {now:.0%} against {before:.0%}"
