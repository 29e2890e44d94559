"""What an engine runs is made once for a model, kept, and made again where it is damaged."""

import builtins
import logging
import multiprocessing
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from model.artifacts.bundle import Bundle
from model.engines import Engine, choose_engine
from model.engines.cache import Made, digest_of, kept
from model.engines.onnx import export
from model.errors import DeviceError
from model.files.cache import cache_folder
from model.files.hashing import sha256_of

pytest.importorskip("onnxruntime", reason="ONNX Runtime is not installed")


@pytest.fixture
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("QUOTESTANCE_ENGINE")
    monkeypatch.setenv("QUOTESTANCE_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


def maker(calls: list[Path]) -> Callable[[Path], Made]:
    def make(path: Path) -> Made:
        calls.append(path)
        path.write_bytes(b"an engine")
        return Made(sha256=sha256_of(path), labels=1.0, loss=0.0)

    return make


def test_a_file_is_made_once(folder: Path) -> None:
    calls: list[Path] = []
    first, second = kept("a", maker(calls)), kept("a", maker(calls))
    assert first == second
    assert first[0] == folder / "a.onnx"
    assert len(calls) == 1
    assert {path.name for path in folder.iterdir()} <= {"a.onnx", "a.json", "a.lock"}


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(b"an engime"),
        lambda file: file.write_bytes(b""),
        lambda file: file.unlink(),
        lambda file: file.with_suffix(".json").write_text("{", "utf-8"),
        lambda file: file.with_suffix(".json").unlink(),
        lambda file: file.unlink() or file.symlink_to("/proc/self/mem"),
    ],
    ids=["flipped", "emptied", "removed", "unreadable record", "no record", "unreadable"],
)
def test_a_damaged_file_is_made_again(damage: Callable[[Path], Any], folder: Path) -> None:
    calls: list[Path] = []
    file, _ = kept("a", maker(calls))
    damage(file)
    kept("a", maker(calls))
    assert len(calls) == 2
    assert (folder / "a.onnx").read_bytes() == b"an engine"


def test_a_failed_attempt_leaves_nothing(folder: Path) -> None:
    def fail(path: Path) -> Made:
        path.write_bytes(b"half an eng")
        raise ValueError("the exporter gave up")

    with pytest.raises(ValueError, match="gave up"):
        kept("a", fail)
    assert [path.name for path in folder.iterdir() if path.suffix != ".lock"] == []


def _make_slowly(folder: str, number: int) -> None:
    def make(path: Path) -> Made:
        with (Path(folder) / "calls").open("a") as file:
            file.write(f"{number}\n")
        path.write_bytes(b"x" * 1_000_000)
        return Made(sha256=sha256_of(path), labels=1.0, loss=0.0)

    kept("a", make)


def test_processes_that_want_the_same_file_make_it_once(folder: Path) -> None:
    folder.mkdir()
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_make_slowly, args=(str(folder), number)) for number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert len((folder / "calls").read_text().split()) == 1


def test_the_name_depends_on_every_weight_and_on_the_versions(bundle: Bundle) -> None:
    before = digest_of(bundle.network, "1")
    assert digest_of(bundle.network, "1") == before
    assert digest_of(bundle.network, "2") != before
    bundle.network.encoder.condition.weight.data[0, 0] += 1e-6
    assert digest_of(bundle.network, "1") != before


def test_the_folder_is_the_users_own_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUOTESTANCE_CACHE")
    assert "quotestance" in str(cache_folder())


@pytest.mark.usefixtures("folder")
def test_asking_again_makes_nothing_and_leaves_the_loggers_alone(
    bundle: Bundle, caplog: pytest.LogCaptureFixture
) -> None:
    handlers = list(logging.getLogger().handlers)
    with caplog.at_level(logging.WARNING):
        engine = wanted("onnx-int8", bundle)
        assert "once" in caplog.messages[0]
        caplog.clear()
        again = wanted("onnx-int8", bundle)
    assert logging.getLogger().handlers == handlers
    assert (again.name, again.reason, caplog.messages) == (engine.name, engine.reason, [])


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("loss", "taken"), [(0.001, "onnx-int8"), (0.0011, "onnx")])
def test_auto_takes_the_fastest_that_costs_next_to_no_accuracy_and_says_why(
    loss: float, taken: str, bundle: Bundle, tiny_onnx: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(name: str, _bundle: Bundle, _write: object, file: Path) -> Made:
        shutil.copy(tiny_onnx, file)
        return Made(sha256=sha256_of(file), labels=0.98, loss=loss if name == "onnx-int8" else 0.0)

    monkeypatch.setattr("model.engines.choose._make", make)
    engine = wanted("auto", bundle)
    assert engine.name == f"{taken}-cpu"
    assert "onnx-int8 gives 98.0%" in engine.reason
    assert f"cost {loss:.2%}" in engine.reason


@pytest.fixture(scope="module")
def tiny_onnx(tiny_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("onnx") / "full.onnx"
    export(Bundle.load(tiny_bundle).network, file)
    return file


@pytest.fixture
def without_onnxruntime(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def fail(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] == "onnxruntime":
            raise ImportError("No module named 'onnxruntime'")
        return real(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "onnxruntime", raising=False)
    monkeypatch.setattr(builtins, "__import__", fail)
    monkeypatch.setattr("model.engines.choose._make", _unneeded)


def _unneeded(_name: str, _bundle: Bundle, _write: object, file: Path) -> Made:
    file.write_bytes(b"")
    return Made(sha256=sha256_of(file), labels=1.0, loss=0.0)


def wanted(name: str, bundle: Bundle) -> Engine:
    return choose_engine(name, bundle, "cpu")


@pytest.mark.usefixtures("without_onnxruntime", "folder")
def test_without_onnx_runtime_auto_falls_back_and_says_so(bundle: Bundle) -> None:
    engine = wanted("auto", bundle)
    assert engine.name == "torch-cpu"
    assert "onnxruntime" in engine.reason


@pytest.mark.usefixtures("without_onnxruntime", "folder")
def test_without_onnx_runtime_asking_for_it_is_an_error(bundle: Bundle) -> None:
    with pytest.raises(DeviceError, match="pip install onnx onnxruntime"):
        wanted("onnx-int8", bundle)


@pytest.fixture(params=["runtime", "exporter"])
def broken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let ONNX Runtime refuse its file, or the exporter fail; return what is said of it."""
    if request.param == "runtime":
        monkeypatch.setattr("model.engines.choose._make", _nonsense)
        return "InvalidProtobuf"
    monkeypatch.setattr("model.engines.choose.export", _failing)
    return "RuntimeError: no such operator"


def _nonsense(_name: str, _bundle: Bundle, _write: object, file: Path) -> Made:
    file.write_bytes(b"no network at all")
    return Made(sha256=sha256_of(file), labels=1.0, loss=0.0)


def _failing(*_: object) -> None:
    raise RuntimeError("no such operator\nand so on")


@pytest.mark.usefixtures("folder")
def test_an_engine_that_fails_is_told_of_where_it_was_asked_for(broken: str, bundle: Bundle) -> None:
    with pytest.raises(DeviceError, match=f"'onnx' fails on this model: {broken}.*; use engine torch"):
        wanted("onnx", bundle)


@pytest.mark.usefixtures("folder")
def test_auto_falls_back_where_an_engine_fails(broken: str, bundle: Bundle) -> None:
    engine = wanted("auto", bundle)
    assert engine.name == "torch-cpu"
    assert f"ONNX Runtime is not used: {broken}" in engine.reason


def test_a_cache_that_cannot_be_written(tmp_path: Path, bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.delenv("QUOTESTANCE_ENGINE")
    monkeypatch.setenv("QUOTESTANCE_CACHE", str(tmp_path / "file" / "kept"))
    with pytest.raises(DeviceError, match="kept"):
        wanted("onnx", bundle)
    assert wanted("auto", bundle).name == "torch-cpu"
