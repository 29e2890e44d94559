"""The weights of linear scores, by feature, as `training.fit_speakers` and `training.fit_sides` write them."""

import json
from collections.abc import Mapping
from importlib.resources import files

FORMAT = 1


def read_weights(name: str) -> Mapping[str, float]:
    """Return the weights of a file below `model/data`. Raises ValueError where it is of another format."""
    stored = json.loads(files("model").joinpath("data", name).read_text(encoding="utf-8"))
    if stored["format"] != FORMAT:
        raise ValueError(f"{name}: format must be {FORMAT}, got {stored['format']}")
    weights: Mapping[str, float] = stored["weights"]
    return weights
