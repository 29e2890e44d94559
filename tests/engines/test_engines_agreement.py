"""How far two engines are apart is told by the probabilities that are shown, each view's by its own calibration."""

from math import e

import numpy as np
import pytest

from model.artifacts.metadata import Architecture, InputSettings, Metadata
from model.base import SMALL_BASE
from model.decode import Calibration, Scaling, ViewCalibration
from model.engines import Logits
from model.engines.agreement import PROBES, compare, probes_of
from model.inputs import InputEncoder
from model.labels import Side, View
from model.network import Batch

SURE = Scaling(bias=(0.0, 0.0, 9.0))  # of the third label, whatever the logits are


class Constant:
    """The same logits for every row."""

    name, reason, lanes, batch_tokens, bulk_tokens = "constant-cpu", "a test asked for it", 1, 256, 256

    def __init__(self, *stance: float) -> None:
        self.stance = stance

    def logits(self, batch: Batch) -> Logits:
        rows = len(batch.ids)
        return Logits(np.tile(self.stance, (rows, 1)).astype(float), np.zeros((rows, 3)))


def metadata(calibration: Calibration) -> Metadata:
    architecture = Architecture(SMALL_BASE, tuned_layers=0)
    return Metadata(
        version="1", created="2024-01-01", code_version="test", architecture=architecture, calibration=calibration
    )


@pytest.mark.parametrize(
    ("sure", "alike"),
    [
        (Calibration(), 0),
        (Calibration(text=ViewCalibration(stance=SURE)), 1 / 6),  # five sides in context for each by words
        (Calibration(context=ViewCalibration(stance=SURE)), 5 / 6),
    ],
    ids=["neither", "by words", "in context"],
)
def test_each_view_is_compared_by_its_own_calibration(sure: Calibration, alike: float) -> None:
    found = compare(Constant(1, 0, 0), Constant(0, 1, 0), metadata(sure))
    assert found.labels == pytest.approx((alike + 1) / 2)  # sentiments are always the same
    assert found.loss == pytest.approx((1 - alike) / 2 * (e - 1) / (e + 2))


def test_every_statement_is_read_with_every_side_and_by_its_words_alone() -> None:
    probes = probes_of(InputEncoder(SMALL_BASE, InputSettings()))
    views = [probe.view for probe in probes]
    statements = len(PROBES.read_text("utf-8").split("\n")) - 1
    assert (views.count(View.CONTEXT), views.count(View.TEXT)) == (statements * len(Side), statements)
    assert len({probe.row for probe in probes}) == len(probes)
