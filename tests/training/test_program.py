"""The code by which a run is known: all that decides a reading is in it."""

from pathlib import Path

import pytest

from model.quotes.lexicon import words
from training import program

MODEL = Path(__file__).parents[2] / "model"
DECIDE_NO_READING = ("shipped", "engines")  # a trained model, and the sentences on which engines are compared


def test_every_table_that_decides_a_reading_is_part_of_the_code() -> None:
    held = (file for file in MODEL.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    tables = {
        file for file in held if file.suffix != ".py" and file.relative_to(MODEL).parts[0] not in DECIDE_NO_READING
    }
    assert MODEL / "data" / "quotes" / "lexicon.toml" in tables
    assert sorted(tables - set(program.files())) == []
    assert "twas" in words("apostrophes", "elided"), "the scanner reads the table from there"


@pytest.mark.parametrize("table", ["data/quotes/lexicon.toml", "data/sides/people.csv", "quotes/scanner.py"])
def test_another_table_or_module_is_other_code(table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "ROOT", tmp_path)
    file = tmp_path / "model" / table
    file.parent.mkdir(parents=True)
    file.write_text("one", "utf-8")
    before = program.code_sha256.__wrapped__()
    assert program.code_sha256.__wrapped__() == before
    file.write_text("two", "utf-8")
    assert program.code_sha256.__wrapped__() != before
