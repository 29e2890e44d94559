"""The network in ONNX Runtime, in full precision or with 8-bit matrix products: made from the network, then run."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch

from model.engines.interface import Logits
from model.network import Batch, Network

OPSET = 17
INPUTS, OUTPUTS = ("ids", "mask", "segments", "condition"), ("stance", "sentiment")
BLOCK, EIGHT_BIT_ACTIVATIONS = 128, 4  # weights with one scale; what ONNX Runtime calls accuracy level 4
TOOLS = ("torch", "onnx", "onnxruntime")


class OnnxEngine:
    """A file that `export` or `quantise` wrote, on the CPU, with as many threads as PyTorch would take.

    Raises ImportError where ONNX Runtime is not installed.
    """

    def __init__(self, file: Path, name: str, reason: str) -> None:
        import onnxruntime  # noqa: PLC0415 - not needed by other engines

        self.name = f"{name}-cpu"
        self.reason = reason
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = torch.get_num_threads()
        options.enable_mem_pattern = False  # it remembers every shape, and batches have very many
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])

    def logits(self, batch: Batch) -> Logits:
        feed = {name: getattr(batch, name).numpy() for name in INPUTS}
        stance, sentiment = self._session.run(list(OUTPUTS), feed)
        return Logits(stance.astype(np.float64), sentiment.astype(np.float64))


def versions() -> str:
    """Return the versions of all that has a part in the files; raises ImportError where one is not installed."""
    return " ".join(f"{tool}={version(tool)}" for tool in TOOLS)


def export(network: Network, file: Path) -> None:
    """Write the network in full precision, for batches of any size and length."""
    # The sizes are arbitrary but unlike each other and 1, so that the tracer cannot mistake one for a constant.
    ids = torch.zeros((2, 5), dtype=torch.long)
    example = (ids, torch.ones_like(ids), torch.ones_like(ids), torch.zeros(2, dtype=torch.long))
    axes = {name: {0: "batch", 1: "tokens"} for name in INPUTS[:3]} | {
        name: {0: "batch"} for name in (INPUTS[3], *OUTPUTS)
    }
    with warnings.catch_warnings(), torch.inference_mode():
        # The tracing exporter is marked as the older one; the newer takes longer and one more dependency.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(),
            example,
            str(file),
            dynamo=False,
            opset_version=OPSET,
            input_names=INPUTS,
            output_names=OUTPUTS,
            dynamic_axes=axes,
        )


def quantise(source: Path, file: Path) -> None:
    """Write `source` with the encoder's matrix products in 8 bits; embeddings, norms and heads stay as they are.

    Weights have one scale for each output channel, activations one for the whole batch, so that an item's answer
    depends a little on what stands beside it.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415 - slow, and needed once for a model

    model = _ready(source)
    with _untouched_root_logger():
        quantize_dynamic(model, file, op_types_to_quantize=["MatMul"], weight_type=QuantType.QInt8, per_channel=True)


def quantise_finely(source: Path, file: Path) -> None:
    """Write `source` with the same products in 8 bits, but with a scale for each 128 weights and for each token.

    Slower than `quantise`, nearer to full precision, and hardly dependent on what stands beside an item.
    """
    import onnx  # noqa: PLC0415

    with _untouched_root_logger():
        from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer  # noqa: PLC0415

        quantiser = MatMulNBitsQuantizer(
            _ready(source), bits=8, block_size=BLOCK, is_symmetric=True, accuracy_level=EIGHT_BIT_ACTIVATIONS
        )
        quantiser.process()
    onnx.save(quantiser.model.model, file)


def _ready(source: Path) -> Any:
    """Return the model marked as ready for quantising; ONNX Runtime would warn through the root logger."""
    import onnx  # noqa: PLC0415

    model = onnx.load(source)
    onnx.helper.set_model_props(model, {"onnx.quant.pre_process": "onnxruntime.quant"})
    return model


@contextmanager
def _untouched_root_logger() -> Iterator[None]:
    """Keep `logging.info(...)` in a library from giving the root logger a handler that nobody asked for."""
    handler = logging.NullHandler()
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
