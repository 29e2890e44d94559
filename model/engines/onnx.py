"""The network in ONNX Runtime, made from the network, then run."""

import os
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from model.engines.interface import Logits
from model.network import Batch, Network

OPSET = 17
INPUTS, OUTPUTS = ("ids", "mask", "segments", "condition"), ("stance", "sentiment")
TOOLS = ("torch", "onnx", "onnxruntime")


class OnnxEngine:
    """A file that `export` or `eight_bits.quantise` wrote, on the CPU, in as many lanes as PyTorch would take threads.

    Several small batches, each on one thread, are done sooner than one after the other with all threads: the products
    are too small to be parted. Raises ImportError where ONNX Runtime is not installed.
    """

    batch_tokens, bulk_tokens = 256, 384

    def __init__(self, file: Path, name: str, reason: str) -> None:
        onnxruntime = load_runtime()
        self.name = f"{name}-cpu"
        self.reason = reason
        self.lanes = torch.get_num_threads()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.enable_mem_pattern = False  # it remembers every shape, and batches have very many
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])

    def logits(self, batch: Batch) -> Logits:
        stance, sentiment = self._session.run(list(OUTPUTS), feed_of(batch))
        return Logits(stance.astype(np.float64), sentiment.astype(np.float64))


def load_runtime() -> Any:
    """Return ONNX Runtime, kept from reporting its use to its makers; raises ImportError where it is not installed."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read once, when it is first imported
    import onnxruntime  # noqa: PLC0415 - not needed by other engines

    onnxruntime.disable_telemetry_events()  # where somebody else imported it before
    return onnxruntime


def feed_of(batch: Batch) -> dict[str, NDArray[np.int64]]:
    """Return a batch as ONNX Runtime takes it."""
    return {name: getattr(batch, name).numpy() for name in INPUTS}


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
