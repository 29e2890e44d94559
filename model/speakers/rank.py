"""The ranker: a linear score over features, a softmax over the candidates of one quotation or one pronoun."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

from model.speakers.candidates import Answer, Candidate

_WEIGHTS = "weights.json"
FORMAT = 1


class Featured(Protocol):
    """Anything that carries features."""

    @property
    def features(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Ranker:
    """Weights by feature name; a feature without a weight counts nothing."""

    weights: Mapping[str, float]

    def probabilities(self, candidates: Sequence[Featured]) -> list[float]:
        """Return the share of each candidate, shape (len(candidates),), summing to 1."""
        weigh = self.weights.get
        scores = [sum(weigh(f, 0.0) for f in c.features) for c in candidates]
        top = max(scores)
        powers = [math.exp(s - top) for s in scores]
        total = sum(powers)
        return [p / total for p in powers]

    def confidence(self, share: float, certainty: float, basis: str) -> float:
        """Return the calibrated probability that the name is right; see `certainty_features`."""
        score = sum(
            self.weights.get(f, 0.0) * value for f, value in certainty_features(share, certainty, basis).items()
        )
        return 1 / (1 + math.exp(-score))

    def choose(self, candidates: Sequence[Candidate]) -> Answer:
        """Return the likeliest mention; candidates that share a mention add up."""
        if not candidates:
            return Answer()
        shares: dict[int, float] = {}
        best: dict[int, tuple[float, Candidate]] = {}
        for candidate, share in zip(candidates, self.probabilities(candidates), strict=True):
            key = candidate.mention.head
            shares[key] = shares.get(key, 0.0) + share
            if key not in best or share > best[key][0]:
                best[key] = (share, candidate)
        winner = max(shares, key=shares.__getitem__)
        chosen = best[winner][1]
        return Answer(chosen.mention, chosen.cue, shares[winner], chosen.continues)


def certainty_features(share: float, certainty: float, basis: str) -> dict[str, float]:
    """Return what confidence is weighed from: the mention's share, the referent's, and how the name was found."""
    return {"sure:share": _logit(share), "sure:certainty": _logit(certainty), f"sure:basis:{basis}": 1.0}


def _logit(p: float) -> float:
    p = min(max(p, 0.005), 0.995)
    return math.log(p / (1 - p))


@cache
def ranker() -> Ranker:
    """Return the ranker that ships with the package, read on the first call."""
    path = files("model") / "data" / "cues" / _WEIGHTS
    stored = json.loads(path.read_text(encoding="utf-8"))
    if stored["format"] != FORMAT:
        raise ValueError(f"{_WEIGHTS}: format must be {FORMAT}, got {stored['format']}")
    return Ranker(stored["weights"])
