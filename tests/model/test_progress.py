"""What takes long says how far it is."""

import io

import pytest
from rich.console import Console

from model.progress import Progress


def test_what_takes_long_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.progress.SILENCE", -1.0)
    shown = io.StringIO()
    progress = Progress(Console(file=shown))
    assert list(progress.track("ab", "reading", done=1)) == ["a", "b"]
    assert list(progress.track(iter("c"), "reading")) == ["c"]
    assert shown.getvalue().splitlines() == ["reading: 2 of 3", "reading: 3 of 3", "reading: 1"]


def test_a_bar_begins_where_an_earlier_run_stopped() -> None:
    shown = io.StringIO()
    assert list(Progress(Console(file=shown, force_terminal=True)).track("ab", "reading", done=7)) == ["a", "b"]
    assert "9/9" in shown.getvalue()
    assert "2/9" not in shown.getvalue()


def test_what_takes_no_time_says_nothing() -> None:
    shown = io.StringIO()
    assert list(Progress(Console(file=shown)).track("ab", "reading")) == ["a", "b"]
    assert shown.getvalue() == ""
