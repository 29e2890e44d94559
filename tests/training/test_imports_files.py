"""Files that people bring: their headers and cells, and what the command leaves as it was."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.cli import main
from model.errors import InputError
from tests.training.test_imports import CONTEXT, GOOD, TEXT, checked, jsonl
from training.data.units import read_authored
from training.imports.judgement import Row


def test_the_command_writes_nothing_while_rows_are_bad_unless_told_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = jsonl(tmp_path / "a.jsonl", GOOD, "{broken"), tmp_path / "out.jsonl"
    assert main(["import", str(file), "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert f"{file}:2: not JSON" in said
    assert "quotestance: 1 bad row, nothing written" in said
    assert not out.exists()
    assert main(["import", str(file), "--out", str(out), "--keep-good"]) == 0
    [unit] = read_authored(out)
    assert unit.quote == TEXT


@given(
    st.text(min_size=1).filter(lambda text: any(map(str.isalnum, text))),
    st.tuples(st.text(), st.text()) | st.none(),
    st.sampled_from(["neutral", " Pro-Kyiv", "pro_moscow"]),
)
def test_whatever_words_come_training_reads_them_unchanged(
    text: str, around: tuple[str, str] | None, stance: str
) -> None:
    context = text.join(around) if around else ""
    row = Row.model_validate({"text": text, "context": context or None, "stance": stance})
    from training.imports.check import _authored  # noqa: PLC0415

    made = _authored(row, row.labels | {"stance_text": "neutral", "sentiment": "neutral"})
    assert made.quote == text
    assert text in made.paragraph


@pytest.mark.parametrize("words", ["text", "quote"])
def test_a_correction_of_the_speaker_alone_is_listed_and_stops_nothing(words: str, tmp_path: Path) -> None:
    alone = {words: TEXT, "speaker": "Olena Koval", "annotator": "anna", "stance": None, "settles": False}
    found = checked(jsonl(tmp_path / "x.jsonl", GOOD, alone))
    assert (len(found.good), found.bad) == (1, [])
    assert [problem.line for problem in found.speakers] == [2]


@pytest.mark.parametrize("broken", ["text", "speaker", "annotator"])
def test_half_a_surrogate_pair_is_bad_where_the_speaker_alone_is_corrected_too(broken: str, tmp_path: Path) -> None:
    alone = {"text": TEXT, "speaker": "Olena Koval", "annotator": "anna"}
    found = checked(jsonl(tmp_path / "x.jsonl", alone | {broken: "Anna \ud83d"}))
    assert found.speakers == []
    assert "holds a lone surrogate" in str(found.bad[0])


def test_a_superseded_correction_of_the_speaker_alone_is_passed_over(tmp_path: Path) -> None:
    alone = {"text": TEXT, "speaker": "Olena Koval", "annotator": "anna"}
    found = checked(jsonl(tmp_path / "x.jsonl", alone | {"current": False}, alone))
    assert (found.superseded, len(found.speakers), found.bad) == (1, 1, [])


def test_a_row_that_nobody_labelled_is_bad(tmp_path: Path) -> None:
    suggested = {"text": TEXT, "speaker": "Olena Koval", "why": "uncertain", "shown_stance": "neutral"}
    found = checked(jsonl(tmp_path / "x.jsonl", suggested))
    assert (found.good, found.speakers) == ([], [])
    assert "at least one of stance" in str(found.bad[0])


def test_annotators_who_judge_different_labels_of_one_quote_add_to_one_another(tmp_path: Path) -> None:
    quote = {"text": TEXT, "context": CONTEXT}
    first = quote | {"stance": "pro-kyiv", "stance_text": "neutral", "annotator": "anna"}
    second = quote | {"sentiment": "positive", "annotator": "boris"}
    [row] = checked(jsonl(tmp_path / "x.jsonl", first, second)).good
    assert (row.stance, row.stance_text, row.sentiment) == ("pro-kyiv", "neutral", "positive")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_may_part_its_cells_otherwise_and_name_its_columns_in_capitals(delimiter: str, tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    with file.open("w", newline="", encoding="utf-8-sig") as out:
        writer = csv.writer(out, delimiter=delimiter)
        writer.writerow(["Note, if any; else none", *(name.title() for name in GOOD)])
        writer.writerow(["a, b; c", *GOOD.values()])
    [row] = checked(file).good
    assert (row.quote, row.paragraph, row.sentiment) == (TEXT, CONTEXT, "positive")


WANTED = "the columns wanted are text or quote, and at least one of stance, stance_text, sentiment"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("words;tone", f"{WANTED}; found words, tone; name them so in the first line"),
        ("text,stance,Stance", "the column 'stance' is named twice; keep one of them"),
    ],
)
def test_a_header_that_says_too_little_or_too_much_is_said_once(header: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text(f"{header}\nYes.,neutral,neutral\n" * 2, "utf-8")
    with pytest.raises(InputError) as caught:
        checked(file)
    assert str(caught.value) == f"{file}:1: {said}"


@pytest.mark.parametrize("rows", ["", "No.,pro-mars,neutral,neutral\n"])
def test_an_import_of_no_good_rows_leaves_the_output_as_it_was(
    rows: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "in.csv", tmp_path / "out.jsonl"
    file.write_text(f"text,stance,stance_text,sentiment\n{rows}", "utf-8")
    out.write_text("before", "utf-8")
    assert main(["import", str(file), "--out", str(out), "--keep-good"]) == 2
    assert f"no rows to train on in {file}, nothing written" in capsys.readouterr().err
    assert out.read_text("utf-8") == "before"


def test_an_import_never_replaces_what_it_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, link = jsonl(tmp_path / "in.jsonl", GOOD), tmp_path / "link.jsonl"
    before = file.read_bytes()
    link.symlink_to(file)
    for out in (file, link):
        assert main(["import", str(file), "--out", str(out)]) == 2
        assert f"{file} is read and {out} written, and they are one file" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_a_cell_may_hold_the_longest_article(tmp_path: Path) -> None:
    file, long = tmp_path / "labels.csv", f"{CONTEXT} {'The bridge is long. ' * 10_000}"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(GOOD))
        writer.writeheader()
        writer.writerows([GOOD | {"context": long}, GOOD])
    found = checked(file)
    assert (len(found.good), found.bad) == (2, [])


def test_empty_rows_of_a_table_are_no_rows(tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text("text,stance,stance_text,sentiment,\nYes.,neutral,neutral,neutral,\n,,,,\n ,,,,\n", "utf-8")
    found = checked(file)
    assert (len(found.good), found.bad) == (1, [])


@pytest.mark.parametrize("name", ["Stance Text", "stance-text", " STANCE_TEXT "])
def test_a_column_named_with_blanks_or_hyphens_is_not_passed_over(name: str, tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text(f"text,stance,{name},sentiment\nYes.,neutral,pro-kyiv,neutral\n", "utf-8")
    found = checked(file)
    assert ([row.stance_text for row in found.good], found.bad) == (["pro-kyiv"], [])


def test_words_that_a_spreadsheet_took_for_a_formula_are_bad(tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text("text,stance,stance_text,sentiment\n#NAME?,neutral,neutral,neutral\n", "utf-8")
    [problem] = checked(file).bad
    assert problem.reason == "text: a formula that failed, got '#NAME?'; write the words as text"


def test_a_workbook_is_refused_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "labels.xlsx"
    file.write_bytes(b"PK\x03\x04\x14\x00\x06\x00\xd0")
    with pytest.raises(InputError, match=r"labels\.xlsx is not UTF-8 text: .*; save it as UTF-8, a table as CSV"):
        checked(file)
