"""The interface of all engines."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from model.network import Batch


@dataclass(frozen=True)
class Logits:
    """Logits of stance and sentiment, each (B, 3), in the order of the label enums."""

    stance: NDArray[np.float64]
    sentiment: NDArray[np.float64]


class Engine(Protocol):
    """Batch -> Logits, from any thread."""

    name: str
    reason: str  # why this engine and device
    lanes: int  # how many batches it computes at once, each asked for by a thread of its own
    batch_tokens: int  # padded tokens of one batch where others wait for their turn
    bulk_tokens: int  # the same where nobody waits, beyond which more at once gains nothing

    def logits(self, batch: Batch) -> Logits:
        """Return the logits of one padded batch."""
        ...
