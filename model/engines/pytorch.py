"""The reference engine."""

import torch

from model.engines.interface import Logits
from model.network import Batch, Network


class TorchEngine:
    """The network as it was trained, in full precision on the CPU and half precision on a GPU."""

    lanes = 1  # PyTorch shares one batch among its threads

    def __init__(self, network: Network, device: torch.device, reason: str) -> None:
        self.name = f"torch-{device.type}"
        self.reason = reason
        self.batch_tokens = self.bulk_tokens = 16_384 if device.type == "cuda" else 512
        self._device = device
        self._network = network.eval().to(device)

    def logits(self, batch: Batch) -> Logits:
        moved = self._moved(batch)
        with torch.inference_mode(), torch.autocast(self._device.type, enabled=self._device.type == "cuda"):
            stance, sentiment = self._network(moved.ids, moved.mask, moved.segments, moved.condition)
        return Logits(stance.double().cpu().numpy(), sentiment.double().cpu().numpy())

    def _moved(self, batch: Batch) -> Batch:
        if self._device.type == "cuda":  # only out of pinned memory does a copy run beside the computation
            batch = Batch(*(tensor.pin_memory() for tensor in vars(batch).values()))
        return batch.to(self._device)
