"""What is lost where a product is computed in 8 bits: one product, by itself."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.engines.eight_bits import quantise
from model.engines.onnx import OPSET

onnx = pytest.importorskip("onnx", reason="onnx is not installed")
onnxruntime = pytest.importorskip("onnxruntime", reason="ONNX Runtime is not installed")

_PROCESSOR = Path("/proc/cpuinfo")
pytestmark = pytest.mark.skipif(
    not _PROCESSOR.is_file() or "vnni" not in _PROCESSOR.read_text("utf-8"),
    reason="this processor computes products of 8 bits less exactly: it has no VNNI",
)
CHANNELS, OUT, OUTLIER = 32, 24, 3
CHANCE = np.random.default_rng(0)
WEIGHT = CHANCE.normal(size=(CHANNELS, OUT)).astype(np.float32)
PLAIN = CHANCE.normal(size=(4, 9, CHANNELS)).astype(np.float32)
OUTLYING = PLAIN * np.where(np.arange(CHANNELS) == OUTLIER, 60, 1).astype(np.float32)
AFTER_GELU = np.abs(PLAIN) - np.float32(0.169)


def lost(folder: Path, given: Any, probes: Sequence[Any], weight: Any = WEIGHT) -> float:
    """Return the root of the mean squared error of the product in 8 bits, by that of what it gives."""
    shapes = [
        onnx.helper.make_tensor_value_info(name, 1, ["b", "t", size]) for name, size in (("x", CHANNELS), ("y", OUT))
    ]
    nodes = [onnx.helper.make_node("MatMul", ["x", "w"], ["y"])]
    graph = onnx.helper.make_graph(nodes, "one", shapes[:1], shapes[1:], [onnx.numpy_helper.from_array(weight, "w")])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", OPSET)], ir_version=8)
    onnx.save(model, folder / "whole.onnx")
    quantise(folder / "whole.onnx", folder / "eight.onnx", [{"x": probe} for probe in probes])
    session = onnxruntime.InferenceSession(folder / "eight.onnx", providers=["CPUExecutionProvider"])
    [found] = session.run(["y"], {"x": given})
    wanted = given @ weight
    return float(np.sqrt(np.square(found - wanted).mean() / np.square(wanted).mean()))


@pytest.mark.parametrize(
    ("given", "most"), [(PLAIN, 0.009), (AFTER_GELU, 0.0066), (AFTER_GELU * 20, 0.009)], ids=["plain", "gelu", "long"]
)
def test_a_product_in_8_bits_is_nearly_the_whole_one(given: Any, most: float, tmp_path: Path) -> None:
    assert lost(tmp_path, given, [given]) < most


def test_a_token_of_nothing_but_what_gelu_leaves_of_the_negative_is_not_cut(tmp_path: Path) -> None:
    assert lost(tmp_path, np.minimum(AFTER_GELU, 0.01), [AFTER_GELU]) < 0.1


@pytest.mark.parametrize("probes", [[OUTLYING, PLAIN], [PLAIN, OUTLYING]], ids=["first", "last"])
def test_outliers_that_any_probe_shows_are_moved_into_the_weights(probes: list[Any], tmp_path: Path) -> None:
    light = WEIGHT * np.where(np.arange(CHANNELS) == OUTLIER, 0.2, 1).astype(np.float32)[:, None]
    assert lost(tmp_path, OUTLYING, probes, light) < 0.007
