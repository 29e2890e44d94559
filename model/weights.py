"""Linear scores and their weights, by feature, as `training.fit_speakers` and `training.fit_sides` write them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from itertools import repeat
from math import exp

FORMAT = 1


def read_weights(name: str) -> Mapping[str, float]:
    """Return the weights of a file below `model/data`. Raises ValueError where it is of another format."""
    stored = json.loads(files("model").joinpath("data", name).read_text(encoding="utf-8"))
    if stored["format"] != FORMAT:
        raise ValueError(f"{name}: format must be {FORMAT}, got {stored['format']}")
    weights: Mapping[str, float] = stored["weights"]
    return weights


def score(weights: Mapping[str, float], features: Iterable[str]) -> float:
    """Return the sum of the features' weights; a feature without a weight counts nothing."""
    return sum(map(weights.get, features, repeat(0.0)))


def softmax(scores: Sequence[float]) -> list[float]:
    """Return the share of each score, shape (len(scores),), summing to 1: [0, log(3)] -> [0.25, 0.75]."""
    top = max(scores)
    powers = [exp(one - top) for one in scores]
    total = sum(powers)
    return [power / total for power in powers]
