"""Where to compute: what is asked for must be there."""

import pytest

from model.engines.devices import choose_device
from model.errors import DeviceError


def test_a_gpu_that_is_not_there_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    monkeypatch.setattr("torch.cuda.device_count", lambda: 1)
    assert choose_device("cuda:0")[0].index == 0
    with pytest.raises(DeviceError, match=r"'cuda:3' was asked for, but .*; use a lower number, auto or cpu$"):
        choose_device("cuda:3")
