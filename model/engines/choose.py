"""The one place that chooses the engine, and says why."""

import logging
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch

from model.artifacts.bundle import Bundle
from model.engines.agreement import compare, probes_of
from model.engines.cache import Made, identity_of, kept
from model.engines.devices import choose_device
from model.engines.eight_bits import quantise
from model.engines.interface import Engine
from model.engines.onnx import OnnxEngine, export, feed_of, versions
from model.engines.pytorch import TorchEngine
from model.errors import BundleError, DeviceError, said
from model.files.cache import CACHE_VARIABLE, cache_folder
from model.files.hashing import sha256_of
from model.inputs import InputEncoder

log = logging.getLogger(__name__)

FORMAT = "5"  # of what is kept and of how agreement is measured; a change makes all files anew
AUTO, EIGHT_BITS = "auto", "onnx-int8"
ENGINES = (AUTO, "torch", "onnx", EIGHT_BITS)
ENGINE_VARIABLE = "QUOTESTANCE_ENGINE"  # names the engine where none is asked for
# Of accuracy, on the probes, for auto to take 8 bits: a fifth of the half point of macro-F1 that may be lost, since a
# rare label counts for more in macro-F1.
LARGEST_LOSS = 0.001
CALIBRATED_ON = 3  # every third probe shows the ranges


def choose_engine(wanted: str | None, bundle: Bundle, device: str = "auto") -> Engine:
    """Return the engine of that name for a model, its `reason` saying why it was taken.

    `auto` is torch on a GPU, and on the CPU the fastest that is expected to cost at most LARGEST_LOSS; None is what
    QUOTESTANCE_ENGINE names, or else auto. Raises DeviceError where the engine or device is unknown or not to be had.
    """
    asker = ENGINE_VARIABLE if wanted is None else "engine"
    wanted = (os.environ.get(ENGINE_VARIABLE) or AUTO) if wanted is None else wanted
    if wanted not in ENGINES:
        raise DeviceError(f"{asker} must be one of {', '.join(ENGINES)}, got {wanted!r}")
    place, why = choose_device("cpu" if device == "auto" and wanted.startswith("onnx") else device)
    if wanted == "torch" or (wanted == AUTO and place.type != "cpu"):
        return TorchEngine(bundle.network, place, why)
    if place.type != "cpu":
        raise DeviceError(
            f"engine {wanted!r} runs on the CPU only, got device {device!r}; use engine torch or device cpu"
        )
    return _fastest(bundle, why) if wanted == AUTO else _asked(wanted, bundle)


def _asked(wanted: str, bundle: Bundle) -> Engine:
    try:
        return _onnx(wanted, bundle, "it was asked for")[0]
    except BundleError:  # the model itself is at fault
        raise
    except ImportError as error:
        raise DeviceError(f"engine {wanted!r} needs ONNX Runtime: {error}; pip install onnx onnxruntime") from error
    except OSError as error:
        raise DeviceError(
            f"engine {wanted!r} cannot keep its file in {cache_folder()}: {error.strerror or error}; "
            f"let {CACHE_VARIABLE} name a folder that can be written, or use engine torch"
        ) from error
    except Exception as error:  # the exporter and ONNX Runtime have many kinds of their own
        raise DeviceError(f"engine {wanted!r} fails on this model: {said(error)}; use engine torch") from error


def _fastest(bundle: Bundle, why: str) -> Engine:
    """Return the fastest engine that can be had and costs little, or torch; never raises for want of one."""
    try:
        engine, made = _onnx(EIGHT_BITS, bundle, "")
        found = f"{EIGHT_BITS} gives {made.labels:.1%} of the labels that torch gives, expected to cost {made.loss:.2%}"
        if made.loss <= LARGEST_LOSS:
            engine.reason = f"{why}; {found} of accuracy"
            return engine
        return _onnx("onnx", bundle, f"{why}; {found} of accuracy, more than {LARGEST_LOSS:.2%}")[0]
    except Exception as error:  # noqa: BLE001 - torch is there whatever fails; what is wrong with the model, it says too
        log.warning("ONNX Runtime is not used: %s", said(error))
        return TorchEngine(bundle.network, torch.device("cpu"), f"{why}; ONNX Runtime is not used: {said(error)}")


def _onnx(name: str, bundle: Bundle, reason: str) -> tuple[OnnxEngine, Made]:
    digest = identity_of(bundle, FORMAT, versions(), bundle.metadata.calibration.model_dump_json())[:32]
    file, made = _eight_bits(digest, bundle) if name == EIGHT_BITS else _full(digest, bundle)
    return OnnxEngine(file, name, reason), made


def _full(digest: str, bundle: Bundle) -> tuple[Path, Made]:
    return kept(f"{digest}-onnx", partial(_make, "onnx", bundle, lambda file: export(bundle.network, file)))


def _eight_bits(digest: str, bundle: Bundle) -> tuple[Path, Made]:
    """Return the file in 8 bits; that in full precision is wanted only where it must be made."""
    return kept(f"{digest}-{EIGHT_BITS}", partial(_make, EIGHT_BITS, bundle, partial(_quantise, digest, bundle)))


def _quantise(digest: str, bundle: Bundle, file: Path) -> None:
    full, _ = _full(digest, bundle)
    inputs = InputEncoder(bundle.metadata.architecture.base, bundle.metadata.inputs)
    probes = [feed_of(inputs.batch([probe.row])) for probe in probes_of(inputs)[::CALIBRATED_ON]]
    quantise(full, file, probes)


def _make(name: str, bundle: Bundle, write: Callable[[Path], None], file: Path) -> Made:
    """Write the engine's file and compare it with the reference."""
    log.warning("preparing engine %s for model %s, once, in %s ...", name, bundle.metadata.version, cache_folder())
    write(file)
    reference = TorchEngine(bundle.network, torch.device("cpu"), "the reference")
    found = compare(OnnxEngine(file, name, ""), reference, bundle.metadata)
    log.warning("engine %s is ready: it gives %.1f%% of the labels that torch gives", name, 100 * found.labels)
    return Made(sha256=sha256_of(file), labels=found.labels, loss=found.loss)
