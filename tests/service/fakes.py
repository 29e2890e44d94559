"""A model that is quick, exact and can be made to misbehave."""

import threading
from collections.abc import Callable
from typing import cast

import numpy as np
import torch

from model.artifacts.bundle import Bundle
from model.artifacts.metadata import Architecture, Metadata
from model.base import SMALL_BASE
from model.classifier import Classifier
from model.engines import Logits
from model.network import Batch, Network
from model.sides import SideTable
from model.types import Utterance

POISON = "poison"


class FakeEngine:
    """Logits that depend on each row's own tokens alone; rows that hold a poisoned token fail their whole batch."""

    name = "fake-cpu"
    reason = "a test asked for it"

    def __init__(self, lanes: int = 1, batch_tokens: int = 256) -> None:
        self.lanes, self.batch_tokens, self.bulk_tokens = lanes, batch_tokens, batch_tokens
        self.rows = 0
        self.batches: list[int] = []
        self.poison: set[int] = set()
        self.fail: Callable[[int], Exception | None] = lambda _: None  # by the number of rows
        self.nan = False
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()

    def logits(self, batch: Batch) -> Logits:
        self.entered.set()
        assert self.gate.wait(30)
        count = len(batch.ids)
        self.batches.append(count)
        if error := self.fail(count):
            raise error
        if self.poison & set(batch.ids.flatten().tolist()):
            raise RuntimeError("CUDA error: device-side assert triggered, secret /path")
        self.rows += count
        seeds = [int((row * mask).sum()) for row, mask in zip(batch.ids, batch.mask, strict=True)]
        values = np.array([[seed % 7, seed % 5, seed % 3] for seed in seeds], dtype=float)
        return Logits(np.full_like(values, np.nan) if self.nan else values, values[:, ::-1].copy())

    def meet(self, parties: int) -> None:
        """From now on, no batch goes through before as many are under way at once."""
        barrier = threading.Barrier(parties)

        def wait(_: int) -> None:
            barrier.wait(20)

        self.fail = wait


_SIDES = SideTable.load()


def fake_classifier(engine: FakeEngine | None = None, version: str = "0.0.fake") -> Classifier:
    metadata = Metadata(
        version=version,
        created="2024-01-01",
        code_version="test",
        architecture=Architecture(SMALL_BASE, tuned_layers=0),
        weights_sha256=version,
    )
    bundle = Bundle(metadata, cast("Network", torch.nn.Identity()))
    return Classifier(bundle, engine or FakeEngine(), _SIDES)


def poison(classifier: Classifier, engine: FakeEngine) -> None:
    """From now on, the word "poison" makes whatever batch it is in fail."""
    prepared = classifier.prepare(Utterance(POISON))
    plain = classifier.prepare(Utterance(""))
    engine.poison = set(prepared.inputs[0].ids) - set(plain.inputs[0].ids)
