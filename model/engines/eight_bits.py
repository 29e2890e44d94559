"""The encoder's matrix products in 8 bits, near to full precision: how an exported file is written anew.

    X W  =  r * (Q(X / c / r) . Q(c * W))

W has one scale for each output channel. r is one scale for each token, taken as it comes, so that an answer does not
depend on what stands beside it in a batch. c is one factor for each input channel, which moves the outliers that
follow a layer norm into the weights (SmoothQuant, Xiao et al. 2023); it is taken once, from a few probes.
What comes out of GELU is never below -0.17, so that its zero stands low among the 256 steps, and it has no outliers to
move. Embeddings, attention scores, norms and heads stay as they are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.engines.onnx import load_runtime

Floats = NDArray[np.float32]
Feed = Mapping[str, NDArray[np.int64]]

LEAST_GELU = 0.17  # GELU(x) > -0.17 for all x
AFTER_GELU, AROUND = 24, 128  # which of the 256 steps stands for zero
EVENLY = 0.5  # share of a channel's range that is moved into the weights
NOT_ZERO = float(np.finfo(np.float32).tiny)  # the least scale
TINY = 1e-3  # no channel counts as smaller than that
MICROSOFT = "com.microsoft"  # the domain of ONNX Runtime's own operators


@dataclass(frozen=True, slots=True)
class Range:
    """What a product's input (..., C) was seen to hold: the largest magnitude of each channel (C,), and the least."""

    largest: Floats
    least: float

    @property
    def after_gelu(self) -> bool:
        return self.least > -LEAST_GELU

    def factors(self, weights: Iterable[Floats]) -> Floats:
        """Return c (C,), its geometric mean 1, for the weights (C, N) that this input meets."""
        seen = np.maximum(self.largest, TINY)
        weighed = np.maximum(np.max([np.abs(weight).max(axis=1) for weight in weights], axis=0), TINY)
        logarithms = EVENLY * np.log(seen) - (1 - EVENLY) * np.log(weighed)
        found: Floats = np.exp(logarithms - logarithms.mean()).astype(np.float32)
        return found


def quantise(source: Path, file: Path, probes: Sequence[Feed]) -> None:
    """Write the model in `source` with 8-bit products, by the ranges that the probes show."""
    import onnx  # noqa: PLC0415 - slow, and needed once for a model

    model = onnx.load(source)
    ranges = _ranges(model, probes)
    writer = _Writer({tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in model.graph.initializer})
    for node in model.graph.node:
        if node.input and node.input[0] in ranges and _is_product(node, writer.constants):
            writer.mates.setdefault(node.input[0], []).append(writer.constants[node.input[1]])
    for node in model.graph.node:
        if _is_product(node, writer.constants):
            writer.product(node, ranges[node.input[0]])
        else:
            writer.nodes.append(node)
    writer.into(model)
    onnx.save(model, file)


def _is_product(node: Any, constants: Mapping[str, Any]) -> bool:
    return node.op_type == "MatMul" and node.input[1] in constants


def _ranges(model: Any, probes: Sequence[Feed]) -> dict[str, Range]:
    """Return the range of every input of a product with weights."""
    import onnx  # noqa: PLC0415

    onnxruntime = load_runtime()
    constants = {tensor.name for tensor in model.graph.initializer}
    names = list(
        dict.fromkeys(node.input[0] for node in model.graph.node if _is_product(node, dict.fromkeys(constants)))
    )
    shown = onnx.ModelProto()
    shown.CopyFrom(model)
    shown.graph.output.extend(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in names)
    session = onnxruntime.InferenceSession(shown.SerializeToString(), providers=["CPUExecutionProvider"])
    seen = [[_range(values) for values in session.run(names, dict(probe))] for probe in probes]
    return {name: _widest(ranges) for name, ranges in zip(names, zip(*seen, strict=True), strict=True)}


def _range(values: Floats) -> Range:
    return Range(np.abs(values).reshape(-1, values.shape[-1]).max(axis=0), float(values.min()))


def _widest(ranges: Iterable[Range]) -> Range:
    several = list(ranges)
    return Range(np.max([one.largest for one in several], axis=0), min(one.least for one in several))


@dataclass
class _Writer:
    """Nodes and constants of the new graph; an input that several products share is brought to 8 bits once."""

    constants: dict[str, NDArray[Any]]
    nodes: list[Any] = field(default_factory=list)
    mates: dict[str, list[Floats]] = field(default_factory=dict)  # input -> all weights that it meets
    _factors: dict[str, Floats] = field(default_factory=dict)

    def product(self, node: Any, seen: Range) -> None:
        """Write `node` (x, weight) -> y with 8-bit factors."""
        x, name = node.input[:2]
        weight: Floats = self.constants[name]
        if seen.after_gelu:
            self._positive(x)
        else:
            self._smoothed(x, seen)
            weight = weight * self._factors[x][:, None]
        scale = np.maximum(np.abs(weight).max(axis=0) / 127, NOT_ZERO).astype(np.float32)
        whole = self._constant(f"{name}_8", np.round(weight / scale).astype(np.int8))
        one, by_column = self._constant("one", np.float32(1)), self._constant(f"{name}_scale", scale)
        y = node.output[0]
        inputs = [f"{x}_8", whole, one, by_column, self._zero(AFTER_GELU if seen.after_gelu else AROUND)]
        self._node("MatMulIntegerToFloat", inputs, f"{y}_unit", domain=MICROSOFT)
        self._node("Mul", [f"{y}_unit", f"{x}_step"], y)

    def _smoothed(self, x: str, seen: Range) -> None:
        """Write x_8, x / c in steps from -127 to 127, and x_step (..., 1)."""
        if x in self._factors:
            return
        self._factors[x] = seen.factors(self.mates[x])
        self._node("Mul", [x, self._constant(f"{x}_by", 1 / self._factors[x])], f"{x}_even")
        self._node("Abs", [f"{x}_even"], f"{x}_size")
        self._stepped(x, f"{x}_size", NOT_ZERO, 255 - AROUND)
        self._in_steps(x, f"{x}_even", AROUND)

    def _positive(self, x: str) -> None:
        """Write x_8, x in steps from -24 to 231, and x_step (..., 1), which is never too short for the least of x."""
        self._stepped(x, x, LEAST_GELU / AFTER_GELU, 255 - AFTER_GELU)
        self._in_steps(x, x, AFTER_GELU)

    def _stepped(self, x: str, sizes: str, least: float, steps: int) -> None:
        """Write x_step (..., 1): a part of the largest of each token, but no less than `least`."""
        self._node("ReduceMax", [sizes], f"{x}_largest", axes=[-1], keepdims=1)
        self._node("Div", [f"{x}_largest", self._constant(f"steps_{steps}", np.float32(steps))], f"{x}_part")
        self._node("Max", [f"{x}_part", self._constant(f"least_{steps}", np.float32(least))], f"{x}_step")

    def _in_steps(self, x: str, values: str, zero: int) -> None:
        """Write x_8 (..., C). Each token is a row of its own for QuantizeLinear, which takes a step for each row."""
        flat, tokens = np.array([-1, len(self.mates[x][0])]), np.array([-1])
        self._node("Shape", [values], f"{x}_shape")
        self._node("Reshape", [values, self._constant(f"{x}_flat_shape", flat)], f"{x}_flat")
        self._node("Reshape", [f"{x}_step", self._constant("tokens", tokens)], f"{x}_steps")
        self._node("Shape", [f"{x}_steps"], f"{x}_tokens")
        self._node("Expand", [self._zero(zero), f"{x}_tokens"], f"{x}_zeros")
        self._node("QuantizeLinear", [f"{x}_flat", f"{x}_steps", f"{x}_zeros"], f"{x}_flat_8", axis=0)
        self._node("Reshape", [f"{x}_flat_8", f"{x}_shape"], f"{x}_8")

    def _zero(self, value: int) -> str:
        return self._constant(f"zero_{value}", np.uint8(value))

    def _constant(self, name: str, value: Any) -> str:
        self.constants[name] = np.asarray(value)
        return name

    def _node(self, kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> None:
        import onnx  # noqa: PLC0415

        self.nodes.append(onnx.helper.make_node(kind, inputs, [output], name=f"{output}_{kind}", **attributes))

    def into(self, model: Any) -> None:
        """Put the nodes, and those constants that they use, in place of the model's own."""
        import onnx  # noqa: PLC0415

        del model.graph.node[:], model.graph.initializer[:]
        model.graph.node.extend(self.nodes)
        model.graph.initializer.extend(onnx.numpy_helper.from_array(*pair) for pair in self._used())
        if all(known.domain != MICROSOFT for known in model.opset_import):
            model.opset_import.append(onnx.helper.make_opsetid(MICROSOFT, 1))

    def _used(self) -> Iterator[tuple[NDArray[Any], str]]:
        used = {name for node in self.nodes for name in node.input}
        return ((value, name) for name, value in self.constants.items() if name in used)
