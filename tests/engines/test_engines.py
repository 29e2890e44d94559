"""Engines: the same answers from all, whatever stands beside an item in a batch."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from model import Classifier, Utterance
from model.artifacts.bundle import Bundle
from model.cli import main
from model.encoder import CONDITIONS
from model.engines import ENGINES, Engine, Logits, TorchEngine, choose_engine
from model.engines.devices import choose_device
from model.engines.onnx import export
from model.errors import DeviceError
from model.inputs import Encoded, InputEncoder

FULL, EIGHT = 1e-4, 0.05  # furthest that a logit of an untrained model may be from the reference's
TOLERANCE = {"torch": FULL, "onnx": FULL, "onnx-int8": EIGHT}
WORDS = ["We", "hold", "the", "bridge", "nobody", "will", "leave", "grain", "winter", "they", "shelled", "it", "again"]
EXAMPLES = 24


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


@pytest.fixture(scope="module")
def engines(bundle: Bundle) -> dict[str, Engine]:
    pytest.importorskip("onnxruntime", reason="ONNX Runtime is not installed")
    return {name: choose_engine(name, bundle, "cpu") for name in TOLERANCE}


@pytest.fixture(scope="module")
def inputs(bundle: Bundle) -> InputEncoder:
    return InputEncoder(bundle.metadata.architecture.base, bundle.metadata.inputs)


@pytest.fixture(scope="module")
def rows(inputs: InputEncoder) -> list[Encoded]:
    """Return examples of all lengths and conditions."""
    chance = random.Random(0)
    found = []
    for number in range(EXAMPLES):
        middle = tuple(inputs._ids(" ".join(chance.choices(WORDS, k=1 + 4 * number))))[:90]
        ids = (101, *middle, 102)
        segments = (0, *[1] * len(middle), 0)
        found.append(Encoded(ids, segments, number % CONDITIONS, truncated=False))
    return found


def run(engine: Engine, inputs: InputEncoder, rows: Sequence[Encoded], size: int) -> Logits:
    parts = [engine.logits(inputs.batch(rows[start : start + size])) for start in range(0, len(rows), size)]
    return Logits(np.concatenate([p.stance for p in parts]), np.concatenate([p.sentiment for p in parts]))


def distance(one: Logits, two: Logits) -> float:
    return float(max(np.abs(one.stance - two.stance).max(), np.abs(one.sentiment - two.sentiment).max()))


@pytest.mark.parametrize("name", ["onnx", "onnx-int8"])
def test_logits_are_those_of_torch(
    name: str, engines: dict[str, Engine], inputs: InputEncoder, rows: list[Encoded]
) -> None:
    found, expected = (run(engines[one], inputs, rows, 8) for one in (name, "torch"))
    assert found.stance.shape == found.sentiment.shape == (EXAMPLES, 3)
    assert found.stance.dtype == found.sentiment.dtype == np.float64
    assert distance(found, expected) < TOLERANCE[name]


def test_the_inputs_matter(engines: dict[str, Engine], inputs: InputEncoder, rows: list[Encoded]) -> None:
    # The tolerances above would say nothing if all answers were alike.
    logits = run(engines["torch"], inputs, rows, 8)
    assert np.ptp(logits.stance, axis=0).max() > 2 * EIGHT


def test_labels_of_eight_bits_are_mostly_those_of_torch(
    engines: dict[str, Engine], inputs: InputEncoder, rows: list[Encoded]
) -> None:
    found, expected = (run(engines[name], inputs, rows, 8) for name in ("onnx-int8", "torch"))
    same = np.concatenate(
        [
            found.stance.argmax(axis=1) == expected.stance.argmax(axis=1),
            found.sentiment.argmax(axis=1) == expected.sentiment.argmax(axis=1),
        ]
    )
    assert same.mean() >= 0.9


@pytest.mark.parametrize(("name", "tolerance"), [("torch", FULL), ("onnx", FULL), ("onnx-int8", EIGHT / 5)])
def test_an_answer_does_not_depend_on_the_rest_of_the_batch(
    name: str, tolerance: float, engines: dict[str, Engine], inputs: InputEncoder, rows: list[Encoded]
) -> None:
    first, *others = (run(engines[name], inputs, rows, size) for size in (16, 1, 5, EXAMPLES))
    assert [one for one in others if distance(first, one) >= tolerance] == []


@pytest.mark.parametrize("name", ["tensorrt", "", "ONNX"])
def test_an_unknown_engine_is_refused_with_the_known_ones(name: str, tiny_bundle: Path) -> None:
    with pytest.raises(DeviceError) as caught:
        Classifier.load(tiny_bundle, "cpu", engine=name)
    assert repr(name) in str(caught.value)
    assert all(known in str(caught.value) for known in ENGINES)


def test_engines_of_the_cpu_refuse_a_gpu(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.engines.choose.choose_device", lambda _: (torch.device("cuda"), "a test says so"))
    with pytest.raises(DeviceError, match="CPU only"):
        choose_engine("onnx", bundle, "cuda")


def test_the_environment_names_the_engine_where_none_is_asked_for(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTESTANCE_ENGINE", "torch")
    assert choose_engine(None, bundle, "cpu").name == "torch-cpu"
    monkeypatch.setenv("QUOTESTANCE_ENGINE", "steam")
    with pytest.raises(DeviceError, match=r"^QUOTESTANCE_ENGINE must be one of .*, got 'steam'$"):
        choose_engine(None, bundle, "cpu")
    with pytest.raises(DeviceError, match=r"^engine must be one of "):
        choose_engine("steam", bundle, "cpu")


@pytest.mark.parametrize(
    ("variable", "asked"), [("torch", "auto"), ("", None), (None, None)], ids=["asked for", "empty", "not set"]
)
def test_auto_is_the_fastest_whatever_the_environment_says(
    variable: str | None, asked: str | None, bundle: Bundle, engines: dict[str, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QUOTESTANCE_ENGINE")
    if variable is not None:
        monkeypatch.setenv("QUOTESTANCE_ENGINE", variable)
    assert choose_engine(asked, bundle, "cpu").name in {engines["onnx"].name, engines["onnx-int8"].name}


@pytest.mark.usefixtures("engines")
@pytest.mark.parametrize(("flags", "used"), [([], "torch-cpu"), (["--engine", "auto"], "onnx")])
def test_a_flag_wins_over_the_environment(
    flags: list[str], used: str, tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUOTESTANCE_ENGINE", "torch")
    assert main(["info", "--json", "--model", str(tiny_bundle), "--device", "cpu", *flags]) == 0
    assert json.loads(capsys.readouterr().out)["engine"]["name"].startswith(used)


def test_a_classifier_takes_the_engine_that_was_asked_for(tiny_bundle: Path, engines: dict[str, Engine]) -> None:
    classifier = Classifier.load(tiny_bundle, engine="onnx")
    assert classifier.engine.name == engines["onnx"].name == "onnx-cpu"
    [prediction] = classifier.classify([Utterance("The bridge is open again.")])
    [expected] = Classifier.load(tiny_bundle, "cpu", engine="torch").classify([Utterance("The bridge is open again.")])
    assert prediction.stance.label == expected.stance.label
    assert prediction.stance.probabilities == pytest.approx(expected.stance.probabilities, abs=FULL)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here: half precision is not tested")
def test_a_gpu_gives_the_labels_of_the_cpu(
    tiny_bundle: Path, engines: dict[str, Engine], inputs: InputEncoder, rows: list[Encoded]
) -> None:
    engine = TorchEngine(Bundle.load(tiny_bundle).network, *choose_device("cuda"))
    assert distance(run(engine, inputs, rows, 16), run(engines["torch"], inputs, rows, 16)) < EIGHT


def run_without_a_home(code: str) -> str:
    """Return what a process says whose runtime can keep nothing, and so complains where it would report its use."""
    quiet = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=quiet | {"HOME": os.devnull}, capture_output=True, text=True, check=True).stderr


def test_the_runtime_reports_nothing_to_its_makers(bundle: Bundle, tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime", reason="ONNX Runtime is not installed")
    file = tmp_path / "network.onnx"
    export(bundle.network, file)
    if "telemetry" not in run_without_a_home(f"import onnxruntime as o; o.InferenceSession({str(file)!r})"):
        pytest.skip("this ONNX Runtime does not say whether it reports")
    ours = "from pathlib import Path; from model.engines.onnx import OnnxEngine; OnnxEngine(Path({!r}), 'onnx', '')"
    assert "telemetry" not in run_without_a_home(ours.format(str(file)))
