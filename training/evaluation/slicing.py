"""How answers on whole articles are sliced; loads no model, since the command line writes cards of it."""

import re
from collections.abc import Callable

from training.data.units import Unit

LEAST_IN_SLICE = 15
NEGATION = re.compile(r"\b(no|not|none|nobody|nothing|never|neither|nor|without|cannot|\w+n['’]t)\b", re.IGNORECASE)
SLICES: dict[str, Callable[[Unit], str]] = {
    "side": lambda unit: unit.labels.side or "unknown",
    "kind": lambda unit: unit.labels.kind,
    "length": lambda unit: length_band(len(unit.quote.split())),
    "negation": lambda unit: "in the words" if NEGATION.search(unit.quote) else "none",
    "outlet": lambda unit: unit.source or "not given",
    "year": lambda unit: unit.date[:4] or "not given",
}


def length_band(words: int) -> str:
    """Return the band of a quote's length in words."""
    for limit, name in ((4, "1-3 words"), (11, "4-10 words"), (26, "11-25 words")):
        if words < limit:
            return name
    return "over 25 words"
