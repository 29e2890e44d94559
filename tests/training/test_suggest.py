"""What to label next: a mix of three kinds, each item once, and which kind it is."""

import errno
import json
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.classifier import Classifier
from model.cli import main
from model.errors import SettingsError
from model.labels import Stance
from model.types import Prediction, Quote, StanceResult
from tests.predictions import prediction
from training.suggest.choice import Choice, Why
from training.suggest.choose import choose


def pool(size: int, seed: int = 0) -> list[Prediction]:
    draw = np.random.default_rng(seed)
    made = []
    for number in range(size):
        chances = dict(zip(Stance, map(float, draw.dirichlet((1, 1, 1))), strict=True))
        text = f"{['alpha', 'beta', 'gamma', 'delta'][number % 4]} {number}"
        stance = StanceResult(max(chances, key=chances.__getitem__), chances)
        made.append(prediction(stance.label, quote=Quote(text, None, None), stance=stance))
    return made


def kinds(choices: list[Choice]) -> Counter[Why]:
    return Counter(one.why for one in choices)


@pytest.mark.parametrize("wanted", [3, 10, 50])
def test_the_three_kinds_are_mixed_and_no_item_comes_twice(wanted: int) -> None:
    choices = choose(pool(200), wanted)
    assert len({one.index for one in choices}) == len(choices) == wanted
    assert set(kinds(choices)) == set(Why)


def test_shares_are_a_fifth_random_half_uncertain_and_the_rest_diverse() -> None:
    assert kinds(choose(pool(200), 50)) == {Why.RANDOM: 10, Why.UNCERTAIN: 25, Why.DIVERSE: 15}


def test_the_uncertain_ones_are_the_least_decided_of_those_left() -> None:
    predictions = pool(200)
    choices = choose(predictions, 30)
    random = {one.index for one in choices if one.why is Why.RANDOM}

    def margin(index: int) -> float:
        first, second, _ = sorted(predictions[index].stance.probabilities.values(), reverse=True)
        return first - second

    least = sorted(set(range(200)) - random, key=margin)[:15]
    assert [one.index for one in choices if one.why is Why.UNCERTAIN] == least


def test_the_diverse_ones_are_unlike_what_was_chosen() -> None:
    same = pool(60)
    for index in range(60):
        words = "the very same words" if index != 37 else "ÿþ – кириллица"
        same[index] = replace(same[index], quote=Quote(words, None, None))
    choices = choose(same, 6)
    assert 37 in {one.index for one in choices}


def test_a_pool_of_the_same_words_is_chosen_from_without_a_warning() -> None:
    same = [replace(one, quote=Quote("the very same words", None, None)) for one in pool(8)]
    assert {one.index for one in choose(same, 8)} == set(range(8))


def test_the_audit_is_drawn_from_all_items_and_does_not_depend_on_the_model() -> None:
    first, second = (choose(pool(100, seed), 20) for seed in (1, 2))
    audits = [[one.index for one in choices if one.why is Why.RANDOM] for choices in (first, second)]
    assert audits[0] == audits[1]
    assert audits[0] != [one.index for one in choose(pool(100, 1), 20, seed=7) if one.why is Why.RANDOM]


def test_a_pool_smaller_than_wanted_is_given_whole() -> None:
    assert {one.index for one in choose(pool(5), 50)} == set(range(5))


def test_fewer_than_three_cannot_be_mixed() -> None:
    with pytest.raises(SettingsError, match="at least 3"):
        choose(pool(5), 2)


def test_the_command_writes_rows_that_say_why(tmp_path: Path, tiny_bundle: Path) -> None:
    file, out = tmp_path / "items.jsonl", tmp_path / "out.jsonl"
    words = ["bridge", "road", "river", "town", "school", "harvest", "museum", "train"]
    file.write_text(
        "".join(json.dumps({"id": w, "text": f"We see the {w}."}) + "\n" for w in [*words, *words]), "utf-8"
    )
    assert (
        main(["suggest", str(file), "--n", "6", "--model", str(tiny_bundle), "--output", str(out), "--device", "cpu"])
        == 0
    )
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len({row["text"] for row in rows}) == 6
    assert {row["why"] for row in rows} == {"random-audit", "uncertain", "diverse"}
    assert all(row["shown_stance"] in set(Stance) for row in rows)


def test_the_command_shows_how_far_it_is(
    tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("model.progress.SILENCE", -1.0)
    file = tmp_path / "items.jsonl"
    file.write_text("".join(json.dumps({"text": f"We see bridge {number}."}) + "\n" for number in range(5)), "utf-8")
    assert main(["suggest", str(file), "--model", str(tiny_bundle), "--device", "cpu"]) == 0
    assert "labelling: 4 of 5" in capsys.readouterr().err


@pytest.mark.parametrize(("wrong", "said"), [(["--n", "2"], "--n"), (["--output", "."], "it is a folder")])
def test_what_cannot_be_is_told_before_any_work(
    wrong: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "items.jsonl"
    file.write_text('{"text": "We see the bridge."}\n', "utf-8")

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a model was loaded")

    monkeypatch.setattr(Classifier, "load", never)
    assert main(["suggest", str(file), *wrong]) == 2
    assert said in capsys.readouterr().err


def test_what_was_not_written_is_not_counted(
    tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    file = tmp_path / "items.jsonl"
    file.write_text('{"text": "We see the bridge."}\n', "utf-8")
    monkeypatch.setattr("os.fsync", full)
    asked = ["suggest", str(file), "--model", str(tiny_bundle), "--device", "cpu", "--output", str(tmp_path / "out")]
    assert main(asked) == 2
    said = capsys.readouterr().err
    assert "No space left" in said
    assert "random-audit" not in said
    assert not (tmp_path / "out").exists()
