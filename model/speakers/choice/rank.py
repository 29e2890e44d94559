"""The ranker: a linear score over features, a softmax over the candidates of one quotation or one pronoun."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from model.speakers.choice.candidate import Answer, Candidate
from model.weights import read_weights, score, softmax


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
        return softmax(self.scores(candidates))

    def scores(self, candidates: Sequence[Featured]) -> list[float]:
        """Return the weight of each candidate's features, shape (len(candidates),)."""
        return [score(self.weights, candidate.features) for candidate in candidates]

    def confidence(self, answer: Answer, certainty: float, basis: str) -> float:
        """Return the calibrated probability that the name is right; see `certainty_features`."""
        features = certainty_features(answer, certainty, basis)
        return 1 / (1 + math.exp(-sum(self.weights.get(f, 0.0) * value for f, value in features.items())))

    def choose(self, candidates: Sequence[Candidate]) -> Answer:
        """Return the likeliest mention; candidates that share a mention add up."""
        if not candidates:
            return Answer()
        shares: dict[int, float] = {}
        best: dict[int, tuple[float, Candidate]] = {}
        scores = self.scores(candidates)
        for candidate, share in zip(candidates, softmax(scores), strict=True):
            key = candidate.mention.head
            shares[key] = shares.get(key, 0.0) + share
            if key not in best or share > best[key][0]:
                best[key] = (share, candidate)
        winner = max(shares, key=shares.__getitem__)
        chosen = best[winner][1]
        own = max(one for one, c in zip(scores, candidates, strict=True) if c.mention.head == winner)
        return Answer(chosen.mention, chosen.cue, shares[winner], chosen.continues, own)


def certainty_features(answer: Answer, certainty: float, basis: str) -> dict[str, float]:
    """Return what confidence is weighed from: the mention's share and score, the referent's share, the name's basis.

    The share says how far the mention is ahead of others, which is nothing where there are none; the score says what
    speaks for it at all.
    """
    return {
        "sure:share": _logit(answer.share),
        "sure:score": answer.score,
        "sure:certainty": _logit(certainty),
        f"sure:basis:{basis}": 1.0,
    }


def _logit(p: float) -> float:
    p = min(max(p, 0.005), 0.995)
    return math.log(p / (1 - p))


@cache
def ranker() -> Ranker:
    """Return the ranker that ships with the package, read on the first call."""
    return Ranker(read_weights("cues/weights.json"))
