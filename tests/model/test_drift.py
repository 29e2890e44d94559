"""Drift: nothing is cried where nothing moved, and what moved is named in plain words."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.cli import main
from model.drift import MEASURES, Profile, Verdict, categories_of, compare, profile, profile_of, psi
from model.errors import RowError
from model.labels import Side, Stance
from model.serial import to_dict
from model.types import Prediction, Quote, Speaker
from tests import predictions as predictions_of
from training.drift.cli import read_predictions

counts = st.lists(st.integers(0, 1000), min_size=2, max_size=8).map(lambda values: np.asarray(values, dtype=float))


def prediction(stance: Stance, side: Side = Side.WEST, length: int = 30, sure: float = 0.8) -> Prediction:
    made = predictions_of.prediction(stance, sure, quote=Quote("x" * length, 0, length), speaker=Speaker(side=side))
    return replace(made, stance=replace(made.stance, abstained=sure < 0.5))


def predictions(kyiv: int, moscow: int, neutral: int, **more: object) -> list[Prediction]:
    shares = zip(Stance, (kyiv, moscow, neutral), strict=True)
    return [prediction(stance, **more) for stance, count in shares for _ in range(count)]  # type: ignore[arg-type]


def verdicts(before: list[Prediction], after: list[Prediction]) -> dict[str, Verdict]:
    return {one.measure: one.verdict for one in compare(profile(before), profile(after))}


def test_every_prediction_is_counted_once_in_each_measure() -> None:
    found = profile([prediction(s, side, n, p) for s in Stance for side in Side for n in (1, 500) for p in (0.4, 1.0)])
    for name, categories in MEASURES.items():
        held = getattr(found, name)
        assert sum(held.values()) == found.n
        assert set(held) <= set(categories)


def test_the_same_shares_are_steady() -> None:
    assert set(verdicts(predictions(200, 100, 300), predictions(100, 50, 150)).values()) == {Verdict.STEADY}


def test_a_change_of_shares_is_found_in_its_measure_alone_and_said_plainly() -> None:
    before, after = predictions(200, 100, 300), predictions(50, 350, 200)
    found = {one.measure: one for one in compare(profile(before), profile(after))}
    assert found["stance"].verdict is Verdict.CHANGED
    assert "more often 'pro-moscow' than in the reference, 58% against 17%" in found["stance"].words
    assert {one.verdict for name, one in found.items() if name != "stance"} == {Verdict.STEADY}


@pytest.mark.parametrize(
    ("measure", "change"),
    [("side", {"side": Side.UNKNOWN}), ("length", {"length": 300}), ("confidence", {"sure": 0.45})],
)
def test_each_measure_notices_its_own(measure: str, change: dict[str, object]) -> None:
    found = verdicts(predictions(60, 60, 60), predictions(60, 60, 60, **change))
    assert found[measure] is Verdict.CHANGED
    assert found["stance"] is Verdict.STEADY


def test_few_predictions_tell_nothing() -> None:
    assert set(verdicts(predictions(200, 100, 300), predictions(0, 49, 0)).values()) == {Verdict.TOO_FEW}


def test_chance_does_not_cry_wolf() -> None:
    draw = np.random.default_rng(0)
    cried = 0
    for _ in range(200):
        first, second = (draw.multinomial(80, (0.3, 0.2, 0.5)) for _ in range(2))
        cried += verdicts(predictions(*first), predictions(*second))["stance"] is not Verdict.STEADY
    assert cried <= 4, "one in a hundred, shared among six measures, is the level"


@given(counts)
def test_the_index_of_a_profile_with_itself_is_zero(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> None:
    assert psi(values, values) == pytest.approx(0)


@given(st.integers(2, 8).flatmap(lambda n: st.tuples(*[st.lists(st.integers(0, 999), min_size=n, max_size=n)] * 2)))
def test_the_index_is_symmetric_and_never_negative(pair: tuple[list[int], list[int]]) -> None:
    first, second = (np.asarray(one, dtype=float) for one in pair)
    assert psi(first, second) >= 0
    assert psi(first, second) == pytest.approx(psi(second, first))


def test_what_is_counted_bit_by_bit_is_the_profile_of_all() -> None:
    first, second = predictions(3, 4, 5), predictions(1, 0, 2)
    counted = Counter(categories_of(first))
    counted.update(categories_of(second))
    assert profile_of(counted) == profile(first + second)
    assert profile_of({}) == Profile() == profile([])


def test_the_share_of_what_never_came_is_nought() -> None:
    found = profile(predictions(3, 1, 0))
    assert [found.share("stance", label) for label in Stance] == [0.75, 0.25, 0.0]
    assert Profile().share("stance", Stance.NEUTRAL) == 0.0


def test_the_command_tells_days_apart_and_signals_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, reference = tmp_path / "days.jsonl", tmp_path / "reference.jsonl"
    reference.write_text("".join(json.dumps(to_dict(one)) + "\n" for one in predictions(60, 60, 60)), "utf-8")
    days = {"2024-05-01": predictions(60, 60, 60), "2024-05-02": predictions(0, 180, 0)}
    rows = [to_dict(one) | {"date": f"{day}T10:00:00Z"} for day, held in days.items() for one in held]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    assert main(["drift", str(file), "--reference", str(reference)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("2024-05-01  stance: as in the reference") for line in lines)
    assert any(line.startswith("2024-05-02  stance: changed; more often 'pro-moscow'") for line in lines)


@pytest.mark.parametrize(
    ("line", "told"),
    [('{"text": "not classified yet"}', "id: Field required"), ("[1]", "Input should be a dictionary")],
)
def test_a_row_that_is_no_prediction_is_named(
    line: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "items.jsonl"
    file.write_text(f"{line}\n", "utf-8")
    assert main(["drift", str(file), "--reference", str(file)]) == 2
    assert f"{file}:1: not a prediction: {told}" in capsys.readouterr().err


def test_one_pipe_is_not_measured_against_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drift", "-", "--reference", "-"]) == 2
    assert "standard input can be read only once" in capsys.readouterr().err


@pytest.mark.parametrize(
    "shares", [{}, {"neutral": 1.0}, dict.fromkeys(Stance, float("nan")), dict.fromkeys(Stance, -1)]
)
def test_a_prediction_without_the_probability_of_each_stance_is_named(
    shares: dict[str, float], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, row = tmp_path / "rows.jsonl", to_dict(prediction(Stance.NEUTRAL))
    row["stance"]["probabilities"] = shares
    file.write_text(json.dumps(row) + "\n", "utf-8")
    assert main(["drift", str(file), "--reference", str(file)]) == 2
    assert f"{file}:1: not a prediction: stance.probabilities must give each of pro-kyiv" in capsys.readouterr().err


def test_predictions_are_read_one_at_a_time(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps(to_dict(prediction(Stance.NEUTRAL))) + "\n{broken\n", "utf-8")
    found = read_predictions(str(file))
    assert next(found)[0] == "all"
    with pytest.raises(RowError, match=r"rows\.jsonl:2: not JSON"):
        next(found)
    file.write_bytes(b"\n\xd0\n")
    with pytest.raises(RowError, match=r"rows\.jsonl:2: not UTF-8 text: byte 0 of the line is 0xd0; save the file"):
        next(read_predictions(str(file)))


@pytest.mark.parametrize("date", ["1.5.2024 10:00", 45413, {"day": 1}])
def test_a_date_that_names_no_day_is_told(date: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "days.jsonl"
    file.write_text(json.dumps(to_dict(prediction(Stance.NEUTRAL)) | {"at": date}) + "\n", "utf-8")
    assert main(["drift", str(file), "--reference", str(file)]) == 2
    assert f"{file}:1: at must begin with a day, YYYY-MM-DD, got {date!r}" in capsys.readouterr().err


def test_a_model_that_carries_no_profile_is_told(
    tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "predictions.jsonl"
    file.write_text(json.dumps(to_dict(prediction(Stance.NEUTRAL))) + "\n", "utf-8")
    assert main(["drift", str(file), "--model", str(tiny_bundle)]) == 2
    assert f"{tiny_bundle}: the model carries no profile" in " ".join(capsys.readouterr().err.split())
