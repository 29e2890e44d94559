"""Labels from elsewhere: every bad row is named, good ones come through in a shape that training reads."""

import csv
import json
import time
from pathlib import Path
from typing import Any

import pytest

from model.errors import InputError
from training.imports.check import Checked, check
from training.imports.rows import Format, read_rows

TEXT = "We shall rebuild the bridge,"
CONTEXT = f"“{TEXT}” a regional governor said."
GOOD = {"text": TEXT, "context": CONTEXT, "stance": "neutral", "stance_text": "neutral", "sentiment": "positive"}


def checked(path: Path, wanted: Format = Format.AUTO) -> Checked:
    return check((path, raw) for raw in read_rows(path, wanted))


def jsonl(path: Path, *rows: object) -> Path:
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), "utf-8")
    return path


def test_csv_as_exported_for_spreadsheets_reads_back(tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, [*GOOD, "note"])
        writer.writeheader()
        writer.writerow(GOOD | {"text": "'=Never,\nnever", "context": "", "note": ""})
    [row] = checked(file).good
    assert (row.quote, row.paragraph) == ("=Never,\nnever", "=Never,\nnever")


def test_every_bad_row_is_named_with_its_line_and_reason(tmp_path: Path) -> None:
    wrong = ("{broken", "[]", {"text": TEXT}, GOOD | {"stance": "pro-mars"}, {"stance": "neutral"})
    file = jsonl(tmp_path / "labels.jsonl", GOOD, *wrong)
    found = checked(file)
    assert [(one.line, one.reason.split(",")[0]) for one in found.bad][:2] == [
        (2, "not JSON: Expecting property name enclosed in double quotes at character 2"),
        (3, "must be an object"),
    ]
    assert [one.line for one in found.bad] == [2, 3, 4, 5, 6]
    assert "pro-mars" in found.bad[3].reason
    assert str(found.bad[0]).startswith(f"{file}:2: ")
    assert len(found.good) == 1


@pytest.mark.parametrize("name", ["text", "context", "before", "speaker", "annotator"])
def test_half_a_surrogate_pair_makes_a_bad_row(name: str, tmp_path: Path) -> None:
    file = jsonl(tmp_path / "labels.jsonl", GOOD, {"text": TEXT, **GOOD, name: f"{TEXT} \ud83d"})
    found = checked(file)
    assert len(found.good) == 1
    [problem] = found.bad
    assert problem.line == 2
    assert name in problem.reason
    assert "holds a lone surrogate (U+D83D) at character 29, not valid Unicode" in problem.reason


def test_how_sure_an_annotator_is_goes_from_one_to_three(tmp_path: Path) -> None:
    plain = {name: value for name, value in GOOD.items() if name != "context"}
    given = [{**plain, "text": f"We wait {sure},", "sure": sure} for sure in range(5)]
    found = checked(jsonl(tmp_path / "labels.jsonl", *given, GOOD))
    assert [row.sure for row in found.good] == [1, 2, 3, 2]
    assert [problem.line for problem in found.bad] == [1, 5]


def test_lines_of_an_array_over_several_lines_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "export.json"
    file.write_text(json.dumps([GOOD, {"text": "no label"}], indent=1), "utf-8")
    [problem] = checked(file).bad
    assert file.read_text("utf-8").splitlines()[problem.line - 1].strip() == "{"
    assert problem.line > 2


def test_a_long_array_is_read_in_linear_time(tmp_path: Path) -> None:
    file = tmp_path / "export.json"
    file.write_text(json.dumps([GOOD | {"note": "x" * 1000}] * 5_000, indent=1), "utf-8")
    began = time.process_time()
    lines = [raw.line for raw in read_rows(file)]
    assert time.process_time() - began < 2, "counting from the beginning for each row takes ten times as long"
    assert lines == list(range(2, 2 + 8 * 5_000, 8))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"[{json.dumps(GOOD)}]\n{json.dumps(GOOD)}", r"labels\.json:2: something follows the array's \]"),
        (f"[{json.dumps(GOOD)},\n", r"labels\.json:2: not JSON: Expecting value"),
        (f"[{json.dumps(GOOD)}", r"labels\.json:1: not JSON: Expecting value"),
        (f"[{'1' * 5000}]", "number of thousands of digits"),
        ("[" * 50_000, "nested too deeply"),
        (
            '[{"text": "a"},\n{"stance": "neutral", "stance": "pro-kyiv"}]',
            r"labels\.json:2: the key 'stance' is given more",
        ),
    ],
)
def test_an_array_that_cannot_be_read_whole_is_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "labels.json"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError, match=said):
        checked(file)


def test_a_line_that_no_reader_takes_is_one_bad_row(tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(f'{json.dumps(GOOD)}\n{{"text": {"1" * 5000}}}\n', "utf-8")
    found = checked(file)
    assert (len(found.good), [one.line for one in found.bad]) == (1, [2])


def test_a_first_line_that_is_not_csv_is_named_as_that(tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text('text,"stance\nYes.,neutral\n', "utf-8")
    with pytest.raises(InputError, match=r"labels\.csv:1: the first line must name the columns, and is not CSV: "):
        checked(file)


def test_a_short_csv_row_is_bad_and_not_guessed(tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text("text,stance,sentiment\nYes.,neutral\nNo.,neutral,neutral,extra\n", "utf-8")
    assert [(one.line, one.reason[:11]) for one in checked(file).bad] == [(2, "has 2 cells"), (3, "has 4 cells")]


def test_the_last_word_of_each_annotator_counts_and_differing_ones_are_left_out(tmp_path: Path) -> None:
    anna, boris = GOOD | {"annotator": "anna"}, GOOD | {"annotator": "boris"}
    same = checked(jsonl(tmp_path / "a.jsonl", anna | {"stance": "pro-kyiv"}, anna, boris))
    assert [row.stance for row in same.good] == ["neutral"]
    assert [one.line for one in same.duplicates] == [1, 2]
    typed = checked(jsonl(tmp_path / "t.jsonl", anna | {"annotator": "Anna ", "stance": "pro-kyiv"}, anna))
    assert ([row.stance for row in typed.good], typed.conflicts) == (["neutral"], [])
    differ = checked(jsonl(tmp_path / "b.jsonl", anna, boris | {"stance": "pro-kyiv"}))
    assert differ.good == []
    assert "anna says neutral; boris says pro-kyiv" in differ.conflicts[0].reason
    settled = checked(jsonl(tmp_path / "c.jsonl", anna, boris | {"stance": "pro-kyiv", "settles": True}))
    assert [row.stance for row in settled.good] == ["pro-kyiv"]


def test_a_quote_with_other_marks_and_capitals_is_the_same_quote(tmp_path: Path) -> None:
    told = "We don’t stop — we rebuild Kyiv,"
    curly = GOOD | {"text": told, "context": f"“{told}” a governor said."}
    straight = GOOD | {
        "text": "we don't stop - we rebuild KIEV,",
        "context": '"we don\'t stop - we rebuild KIEV," a governor said.',
    }
    found = checked(jsonl(tmp_path / "a.jsonl", curly | {"stance": "pro-kyiv"}, straight))
    assert [row.stance for row in found.good] == ["neutral"]
    assert [one.line for one in found.duplicates] == [1]


def test_superseded_corrections_are_passed_over(tmp_path: Path) -> None:
    found = checked(jsonl(tmp_path / "a.jsonl", GOOD | {"current": False}, GOOD | {"text": "Other.", "context": None}))
    assert (found.superseded, len(found.good)) == (1, 1)


def test_what_nobody_judged_is_what_was_shown_then_what_a_model_says(tmp_path: Path) -> None:
    row = {"text": TEXT, "stance": "pro-kyiv", "shown_stance": "neutral", "shown_sentiment": "negative"}
    file = jsonl(tmp_path / "a.jsonl", row)
    assert "stance_text is missing" in checked(file).bad[0].reason

    def model(rows: Any) -> list[dict[str, str]]:
        return [{"stance": "pro-moscow", "stance_text": "neutral", "sentiment": "positive"} for _ in rows]

    [filled] = check(((file, raw) for raw in read_rows(file)), model).good
    assert (filled.stance, filled.stance_text, filled.sentiment) == ("pro-kyiv", "neutral", "negative")


def test_no_model_is_asked_where_everything_is_judged(tmp_path: Path) -> None:
    file = jsonl(tmp_path / "a.jsonl", GOOD)
    found = check(((file, raw) for raw in read_rows(file)), lambda _: pytest.fail("a model was asked"))
    assert (len(found.good), found.filled) == (1, {})


def test_quotes_of_one_context_never_part_in_a_split_and_quotes_without_one_may(tmp_path: Path) -> None:
    alone = GOOD | {"context": None}
    given = [GOOD, GOOD | {"text": "a regional governor"}, alone, alone | {"text": "Never,"}]
    one, other, *without = [row.group for row in checked(jsonl(tmp_path / "a.jsonl", *given)).good]
    assert one == other
    assert len({one, *without}) == 3


def test_a_quote_that_its_context_does_not_hold_is_bad_unless_it_is_superseded(tmp_path: Path) -> None:
    other = GOOD | {"context": "A governor spoke of bridges."}
    found = checked(jsonl(tmp_path / "a.jsonl", other, other | {"current": False}, GOOD | {"context": " "}))
    [problem] = found.bad
    assert problem.line == 1
    assert problem.reason == (
        f"the quote must stand verbatim in its context, got {TEXT!r}; copy it from there, or leave the context empty"
    )
    assert (found.superseded, len(found.good)) == (1, 1)


def test_a_stored_correction_whose_context_does_not_hold_it_is_listed_and_stops_nothing(tmp_path: Path) -> None:
    other = GOOD | {"context": "A governor spoke of bridges.", "annotator": "anna"}
    stored = other | {"id": 7, "item": "5eed", "created_at": "2026-11-25T10:00:00Z", "model_version": "1"}
    found = checked(jsonl(tmp_path / "a.jsonl", GOOD, stored, stored | {"current": False}))
    assert (len(found.good), found.bad, found.superseded) == (1, [], 1)
    [problem] = found.astray
    assert problem.line == 2
    assert "the quote must stand verbatim in its context" in problem.reason
    said = list(found.lines())
    assert said[0].endswith("[stored so, passed over]")
    assert "1 not in their contexts (left out)" in said[-1]


def test_a_quote_that_its_context_holds_with_other_marks_and_blanks_is_read_after_it(tmp_path: Path) -> None:
    text, context = "We don't stop, we rebuild,", "“We don’t\nstop, we  rebuild,” a governor said."
    [row] = checked(jsonl(tmp_path / "a.jsonl", GOOD | {"text": text, "context": context})).good
    assert (row.before, row.paragraph) == (context, text)
