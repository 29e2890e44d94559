"""Rated sentences become targets that training reads."""

from pathlib import Path

import pytest

from model.labels import Sentiment
from training.targets import read_targets
from training.vader import main

RATED = (
    "1_1\t0.4\tThe council meets on Tuesday at noon.\n1_2\t-1.15\tIt was ''a bad day'' for the town.\n1_3\t2.1\tYes.\n"
)


def test_each_sentence_is_a_target_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rated.txt").write_text(RATED, "utf-8")
    assert main([str(tmp_path / "rated.txt")]) == 0
    (tmp_path / "targets.jsonl").write_text(capsys.readouterr().out, "utf-8")
    found = read_targets(tmp_path / "targets.jsonl")
    assert [(one.text[one.start : one.end], one.sentiment) for one in found] == [  # one word alone says too little
        ("The council meets on Tuesday.", Sentiment.NEUTRAL),
        ('It was "a bad day" for the town.', Sentiment.NEGATIVE),
    ]


def test_a_line_that_is_not_rated_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rated.txt").write_text(RATED + "high praise for all\n", "utf-8")
    assert main([str(tmp_path / "rated.txt")]) == 2
    assert "rated.txt:4: must be id, rating and text" in capsys.readouterr().err
