"""The ranker: a linear score over a candidate's features, a softmax over the candidates of one quotation."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from model.speakers.candidates import Answer, Candidate, Reading

_WEIGHTS = "weights.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Ranker:
    """Weights by feature name; a feature without a weight counts nothing."""

    weights: Mapping[str, float]

    def probabilities(self, candidates: Sequence[Candidate]) -> list[float]:
        """Return the share of each candidate, shape (len(candidates),), summing to 1."""
        weigh = self.weights.get
        scores = [sum(weigh(f, 0.0) for f in c.features) for c in candidates]
        top = max(scores)
        powers = [math.exp(s - top) for s in scores]
        total = sum(powers)
        return [p / total for p in powers]

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
        return Answer(chosen.mention, chosen.cue, shares[winner])


def decode(reading: Reading, ranker: Ranker) -> dict[int, Answer]:
    """Answer every quotation of a page from first to last; each may continue the one before. Keys are tokens."""
    answers: dict[int, Answer] = {}
    previous: tuple[int, Answer] | None = None
    for token in reading.quote_tokens:
        answers[token] = ranker.choose(reading.candidates(token, previous))
        if answers[token].mention is not None:
            previous = (token, answers[token])
    return answers


@cache
def ranker() -> Ranker:
    """Return the ranker that ships with the package, read on the first call."""
    path = files("model") / "data" / "cues" / _WEIGHTS
    stored = json.loads(path.read_text(encoding="utf-8"))
    if stored["format"] != _FORMAT:
        raise ValueError(f"{_WEIGHTS}: format must be {_FORMAT}, got {stored['format']}")
    return Ranker(stored["weights"])
