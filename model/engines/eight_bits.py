"""The encoder's matrix products in 8 bits, near to full precision: how an exported file is written anew.

    X W  =  r * (Q(X / c / r) . Q(c * W))

W has one scale for each output channel. r is one scale for each token, taken as it comes, so that an answer does not
depend on what stands beside it in a batch. c is one factor for each input channel, which moves the outliers that
follow a layer norm into the weights (SmoothQuant, Xiao et al. 2023); it is taken once, from a few probes.
What comes out of GELU is never below -0.17, so that its zero stands low among the 256 steps; nothing of it is moved. It
is known by its values on the probes. Embeddings, attention scores, norms and heads stay as they are.
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
class Input:
    """What a product's input (..., C) was seen to hold: the largest magnitude of each channel (C,), and the least.

    `weights` are those of all products (C, N) that it goes into.
    """

    largest: Floats
    least: float
    weights: list[Floats] = field(default_factory=list)

    @property
    def hardly_negative(self) -> bool:
        """Whether nothing was seen that GELU could not have left."""
        return self.least > -LEAST_GELU

    def factors(self) -> Floats:
        """Return c (C,), its geometric mean 1."""
        seen = np.maximum(self.largest, TINY)
        weighed = np.maximum(np.max([np.abs(weight).max(axis=1) for weight in self.weights], axis=0), TINY)
        logarithms = EVENLY * np.log(seen) - (1 - EVENLY) * np.log(weighed)
        found: Floats = np.exp(logarithms - logarithms.mean()).astype(np.float32)
        return found


def quantise(source: Path, file: Path, probes: Sequence[Feed]) -> None:
    """Write the model in `source` with 8-bit products, by the ranges that the probes show."""
    import onnx  # noqa: PLC0415 - slow, and needed once for a model

    model = onnx.load(source)
    constants = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    writer = _Writer(constants, _inputs(model, constants, probes))
    for node in model.graph.node:
        if _is_product(node, constants):
            writer.product(node)
        else:
            writer.nodes.append(node)
    writer.into(model)
    onnx.save(model, file)


def _is_product(node: Any, constants: Mapping[str, Any]) -> bool:
    return node.op_type == "MatMul" and node.input[1] in constants


def _inputs(model: Any, constants: Mapping[str, Any], probes: Sequence[Feed]) -> dict[str, Input]:
    """Return every input of a product with weights, as the probes show it."""
    import onnx  # noqa: PLC0415

    onnxruntime = load_runtime()
    products = [node for node in model.graph.node if _is_product(node, constants)]
    names = list(dict.fromkeys(node.input[0] for node in products))
    shown = onnx.ModelProto()
    shown.CopyFrom(model)
    shown.graph.output.extend(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in names)
    session = onnxruntime.InferenceSession(shown.SerializeToString(), providers=["CPUExecutionProvider"])
    seen = [[_seen(values) for values in session.run(names, dict(probe))] for probe in probes]
    inputs = {name: _widest(one) for name, one in zip(names, zip(*seen, strict=True), strict=True)}
    for node in products:
        inputs[node.input[0]].weights.append(constants[node.input[1]])
    return inputs


def _seen(values: Floats) -> Input:
    return Input(np.abs(values).reshape(-1, values.shape[-1]).max(axis=0), float(values.min()))


def _widest(seen: Iterable[Input]) -> Input:
    several = list(seen)
    return Input(np.max([one.largest for one in several], axis=0), min(one.least for one in several))


@dataclass
class _Writer:
    """Nodes and constants of the new graph; an input that several products share is brought to 8 bits once."""

    constants: dict[str, NDArray[Any]]
    inputs: Mapping[str, Input]
    nodes: list[Any] = field(default_factory=list)
    _factors: dict[str, Floats] = field(default_factory=dict)  # c of each input that was brought to 8 bits

    def product(self, node: Any) -> None:
        """Write `node` (x, weight) -> y with 8-bit factors."""
        x, name = node.input[:2]
        weight: Floats = self.constants[name] * self._brought(x)[:, None]
        scale = np.maximum(np.abs(weight).max(axis=0) / 127, NOT_ZERO).astype(np.float32)
        whole = self._constant(f"{name}_8", np.round(weight / scale).astype(np.int8))
        one, by_column = self._constant("one", np.float32(1)), self._constant(f"{name}_scale", scale)
        y = node.output[0]
        inputs = [f"{x}_8", whole, one, by_column, self._zero(x)]
        self._node("MatMulIntegerToFloat", inputs, f"{y}_unit", domain=MICROSOFT)
        self._node("Mul", [f"{y}_unit", f"{x}_step"], y)

    def _brought(self, x: str) -> Floats:
        """Return c, once x_8 and x_step are written."""
        if x not in self._factors:
            positive = self.inputs[x].hardly_negative
            self._factors[x] = np.ones_like(self.inputs[x].largest) if positive else self.inputs[x].factors()
            if positive:
                self._positive(x)
            else:
                self._smoothed(x)
        return self._factors[x]

    def _smoothed(self, x: str) -> None:
        """Write x_8, x / c in steps from -127 to 127, and x_step (..., 1)."""
        self._node("Mul", [x, self._constant(f"{x}_by", 1 / self._factors[x])], f"{x}_even")
        self._node("Abs", [f"{x}_even"], f"{x}_size")
        self._stepped(x, f"{x}_size", NOT_ZERO, 255 - AROUND)
        self._in_steps(x, f"{x}_even")

    def _positive(self, x: str) -> None:
        """Write x_8, x in steps from -24 to 231, and x_step (..., 1), which is never too short for the least of x."""
        self._stepped(x, x, LEAST_GELU / AFTER_GELU, 255 - AFTER_GELU)
        self._in_steps(x, x)

    def _stepped(self, x: str, sizes: str, least: float, steps: int) -> None:
        """Write x_step (..., 1): a part of the largest of each token, but no less than `least`."""
        self._node("ReduceMax", [sizes], f"{x}_largest", axes=[-1], keepdims=1)
        self._node("Div", [f"{x}_largest", self._constant(f"steps_{steps}", np.float32(steps))], f"{x}_part")
        self._node("Max", [f"{x}_part", self._constant(f"least_{steps}", np.float32(least))], f"{x}_step")

    def _in_steps(self, x: str, values: str) -> None:
        """Write x_8 (..., C). Each token is a row of its own for QuantizeLinear, which takes a step for each row."""
        flat, tokens = np.array([-1, len(self.inputs[x].largest)]), np.array([-1])
        self._node("Shape", [values], f"{x}_shape")
        self._node("Reshape", [values, self._constant(f"{x}_flat_shape", flat)], f"{x}_flat")
        self._node("Reshape", [f"{x}_step", self._constant("tokens", tokens)], f"{x}_steps")
        self._node("Shape", [f"{x}_steps"], f"{x}_tokens")
        self._node("Expand", [self._zero(x), f"{x}_tokens"], f"{x}_zeros")
        self._node("QuantizeLinear", [f"{x}_flat", f"{x}_steps", f"{x}_zeros"], f"{x}_flat_8", axis=0)
        self._node("Reshape", [f"{x}_flat_8", f"{x}_shape"], f"{x}_8")

    def _zero(self, x: str) -> str:
        """Return the step of x that stands for zero."""
        value = AFTER_GELU if self.inputs[x].hardly_negative else AROUND
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
