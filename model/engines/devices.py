"""The one place that chooses where to compute, and says why."""

import torch

from model.errors import DeviceError


def choose_device(wanted: str = "auto") -> tuple[torch.device, str]:
    """Return the device to compute on and the reason in plain words.

    Raises DeviceError where `wanted` is not a device or is not available on this machine.
    """
    if wanted == "auto":
        return _best_device()
    try:
        device = torch.device(wanted)
    except RuntimeError as error:
        raise DeviceError(f"device must be auto, cpu, cuda or cuda:N, got {wanted!r}") from error
    if device.type == "cuda" and not torch.cuda.is_available():
        raise DeviceError(f"device {wanted!r} was asked for, but no CUDA device is available; use auto or cpu")
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        there = f"there are {torch.cuda.device_count()} CUDA devices"
        raise DeviceError(f"device {wanted!r} was asked for, but {there}; use a lower number, auto or cpu")
    if device.type not in {"cpu", "cuda"}:
        raise DeviceError(f"device must be auto, cpu, cuda or cuda:N, got {wanted!r}")
    return device, f"{wanted} was asked for"


def _best_device() -> tuple[torch.device, str]:
    if torch.cuda.is_available():
        return torch.device("cuda"), f"a CUDA device was found: {torch.cuda.get_device_name()}"
    return torch.device("cpu"), "no CUDA device was found"
