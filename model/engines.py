"""What computes logits: one small interface, several ways."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from model.network import Batch, Network


@dataclass(frozen=True)
class Logits:
    """Logits of stance and sentiment, each (B, 3), in the order of the label enums."""

    stance: NDArray[np.float64]
    sentiment: NDArray[np.float64]


class Engine(Protocol):
    """Batch -> Logits. Not safe for use by several threads at once."""

    name: str
    reason: str  # why this engine and device

    def logits(self, batch: Batch) -> Logits:
        """Return the logits of one padded batch."""
        ...


class TorchEngine:
    """The reference: the network as it was trained, in full precision on the CPU and half precision on a GPU."""

    def __init__(self, network: Network, device: torch.device, reason: str) -> None:
        self.name = f"torch-{device.type}"
        self.reason = reason
        self._device = device
        self._network = network.eval().to(device)

    def logits(self, batch: Batch) -> Logits:
        moved = batch.to(self._device)
        with torch.inference_mode(), torch.autocast(self._device.type, enabled=self._device.type == "cuda"):
            stance, sentiment = self._network(moved.ids, moved.mask, moved.segments, moved.condition)
        return Logits(stance.double().cpu().numpy(), sentiment.double().cpu().numpy())
