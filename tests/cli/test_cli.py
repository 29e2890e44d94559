"""The command line: article, classify, info."""

import errno
import io
import json
import os
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from model.artifacts.metadata import METADATA, SHIPPED
from model.cli import main

ARTICLE = (
    "TOWN (Agency) - “The buses leave at noon,” a spokesman for the council said. He called the road “passable”.\n"
)


def _lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def article(tmp_path: Path) -> Path:
    file = tmp_path / "article.txt"
    file.write_text(ARTICLE, "utf-8")
    return file


def test_article_gives_one_line_for_each_quoted_sentence(
    article: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["article", str(article), "--json", "--model", str(tiny_bundle)]) == 0
    found = _lines(capsys.readouterr().out)
    quotes = [row["quote"] for row in found]
    assert [quote["text"] for quote in quotes] == ["The buses leave at noon,", "passable"]  # type: ignore[index]
    assert all(ARTICLE[quote["start"] : quote["end"]] == quote["text"] for quote in quotes)  # type: ignore[index]


def test_article_takes_its_day(tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, text = tmp_path / "own.csv", tmp_path / "text.txt"
    table.write_text("name,side,from,to\nOmar Brill,ukraine,,2014\nOmar Brill,russia,2014,\n", "utf-8")
    text.write_text("“The buses leave at noon,” Omar Brill said.", "utf-8")
    options = ["--json", "--model", str(tiny_bundle), "--sides", str(table)]
    sides = []
    for day in (["--date", "2013-12-31"], ["--date", "2014-01-01"], []):
        assert main(["article", str(text), *options, *day]) == 0
        sides += [row["speaker"]["side"] for row in _lines(capsys.readouterr().out)]  # type: ignore[index]
    assert sides == ["ukraine", "russia", "russia"]
    for none in ("2024-13-01", "2024-5-1", "20240501"):
        assert main(["article", str(text), *options, "--date", none]) == 2
        assert f"must be a day, YYYY-MM-DD, got '{none}'" in " ".join(capsys.readouterr().err.split())


def test_article_shows_a_table_for_people(
    article: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    assert main(["article", str(article), "--model", str(tiny_bundle)]) == 0
    shown = capsys.readouterr().out
    assert "The buses leave at noon," in shown
    assert "spokesman" in shown


def test_the_help_says_how_to_start_and_opens_with_what_most_people_want(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert "Start with `quotestance article FILE`" in shown
    assert shown.index(" classify ") < shown.index(" serve ") < shown.index(" behave ")


@pytest.mark.parametrize(
    "command",
    [["train"], ["experiment"], ["retrain"], ["compare"], ["promote"], ["behave"], ["drift"], ["models", "add"]],
)
def test_a_help_names_what_is_shipped_and_not_where_it_is_installed(
    command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    assert main([*command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "the shipped " in shown
    assert str(SHIPPED.parents[1]) not in shown


def test_an_article_without_quotes_is_no_error(
    tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plain.txt").write_text("Nothing was said.", "utf-8")
    assert main(["article", str(tmp_path / "plain.txt"), "--model", str(tiny_bundle)]) == 0
    assert "names among them" in capsys.readouterr().err


def test_classify_answers_in_input_order_with_the_ids_it_was_given(
    tmp_path: Path, tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [{"id": number, "text": f"Sentence {'word ' * (number % 7)}{number}."} for number in range(300)]
    raw = "".join(json.dumps(item) + "\n" for item in items).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
    out = tmp_path / "out.jsonl"
    assert main(["classify", "-", "--output", str(out), "--view", "text", "--model", str(tiny_bundle)]) == 0
    found = _lines(out.read_text("utf-8"))
    assert [row["id"] for row in found] == [str(item["id"]) for item in items]
    assert [row["quote"]["text"] for row in found] == [item["text"] for item in items]  # type: ignore[index]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "a"}', "text"),
        ('{"text": 5}', "2: text: Input should be a valid string, got"),
        ('{"text": "x", "id": 1.5}', "2: id: must be a text or a whole number, got"),
        ('{"text": "x", "id": true}', "2: id: must be a text or a whole number, got"),
        ('{"text": "x", "colour": "red"}', "colour"),
        ('{"text": "x", "id": 1, "text": "y"}', "2: the key 'text' is given more than once in one object"),
        (json.dumps({"text": "x", "speaker": "y" * 10_001}), "2: speaker has 10001 characters, at most 10000 are"),
        (json.dumps({"text": "x", "context": "y" * 50_001}), "2: context has 50001 characters, at most 50000 are"),
        ("id,text,speaker", 'every line must be an item in JSON, such as {"text": "..."}'),
        ('[{"text": "x"}]', 'every line must be an item in JSON, such as {"text": "..."}'),
    ],
)
def test_a_bad_item_is_named_and_nothing_is_written(
    line: str, said: str, tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "fine"}\n' + line + "\n", "utf-8")
    out = tmp_path / "out.jsonl"
    assert main(["classify", str(tmp_path / "in.jsonl"), "--output", str(out), "--model", str(tiny_bundle)]) == 2
    error = capsys.readouterr().err
    assert "in.jsonl:2" in error
    assert said in error
    assert "Traceback" not in error
    assert [file.name for file in tmp_path.iterdir()] == ["in.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["article", "no-such-file"], "cannot read no-such-file"),
        (["article", ""], "cannot read a file whose name is empty"),
        (["classify", ""], "cannot read a file whose name is empty"),
        (["article", "{article}", "--model", "nowhere"], "nowhere is not a model folder"),
        (["article", "{article}", "--device", "tpu"], "tpu"),
        (["article", "{article}", "--sides", "no-such-table.csv"], "no-such-table.csv"),
    ],
)
def test_mistakes_end_with_one_message_and_status_2(
    arguments: list[str], said: str, article: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled = [argument.format(article=article) for argument in arguments]
    if "--model" not in filled:
        filled += ["--model", str(tiny_bundle)]
    assert main(filled) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error


def test_text_that_is_not_utf8_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "latin.txt").write_bytes("“Caf\xe9,” he said.".encode("utf-16"))
    assert main(["article", str(tmp_path / "latin.txt")]) == 2
    assert "latin.txt is not UTF-8 text: byte 0 is 0xff; save it as UTF-8" in capsys.readouterr().err


def measured(tiny_bundle: Path, tmp_path: Path) -> Path:
    """Return the model with figures such as training writes."""
    folder = tmp_path / "measured"
    folder.mkdir()
    for file in tiny_bundle.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    scores = {"macro_f1": 0.742, "interval": [0.679, 0.796], "ece": 0.042, "accuracy_at_70": 0.839, "mcc": 0.61}
    scores |= {"n": 240, "f1": {}, "accuracy": 0.7, "brier": 0.3}
    figures = {
        **dict.fromkeys(("stance", "stance_text", "sentiment"), scores),
        "extraction": {"found": 1.0, "speaker": None, "side": None},
        "data": {"name": "dev.jsonl", "sha256": "ab" * 32, "units": 240},
        "coverage": [],
        "slices": [{"slice": "side", "value": "russia", "n": 20, "accuracy": 0.6}],
    }
    told: dict[str, Any] = json.loads((folder / METADATA).read_text("utf-8"))
    (folder / METADATA).write_text(json.dumps(told | {"figures": figures}), "utf-8")
    return folder


def test_info_says_what_would_be_used_and_how_good_it_is(
    tiny_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["info", "--model", str(measured(tiny_bundle, tmp_path))]) == 0
    shown = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert "0.0.test" in shown["model"]
    assert "torch-cpu: " in shown["engine"]
    for task in ("stance", "stance_text", "sentiment"):
        assert "macro-F1 0.742, 95% interval 0.679 to 0.796, ECE 0.042, accuracy of the surest 70% 0.839" in shown[task]
    assert "{" not in "".join(shown.values())


def test_info_has_the_rest_as_json(tiny_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--json", "--model", str(measured(tiny_bundle, tmp_path))]) == 0
    [told] = _lines(capsys.readouterr().out)
    assert told["figures"]["slices"] == [{"slice": "side", "value": "russia", "n": 20, "accuracy": 0.6}]  # type: ignore[index]
    assert told["engine"]["name"] == "torch-cpu"  # type: ignore[index]


def test_info_says_where_nothing_was_measured(tiny_bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--model", str(tiny_bundle)]) == 0
    assert "not measured" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["article", "classify"])
def test_the_threshold_decides_what_is_vouched_for(
    command: str, article: Path, tiny_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    items = tmp_path / "items.jsonl"
    items.write_text('{"text": "We will hold."}\n', "utf-8")
    asked = [str(article), "--json"] if command == "article" else [str(items)]
    found = []
    for threshold in ("0", "1"):
        assert main([command, *asked, "--model", str(tiny_bundle), "--threshold", threshold]) == 0
        found.append({row["stance"]["abstained"] for row in _lines(capsys.readouterr().out)})  # type: ignore[index]
    assert found == [{False}, {True}]


@pytest.mark.parametrize("threshold", ["-0.1", "1.5", "nan", "much"])
def test_a_threshold_that_is_no_probability_is_refused(
    threshold: str, article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["article", str(article), "--threshold", threshold]) == 2
    assert "--threshold" in capsys.readouterr().err


def test_what_the_system_refuses_is_one_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), "some/place")

    monkeypatch.setattr("model.cli.application", lambda: refuse)
    assert main([]) == 2
    assert capsys.readouterr().err == (
        "quotestance: cannot use some/place: Permission denied; mend that or name another\n"
    )


def test_the_command_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"quotestance {version('quotestance')}\n"


@pytest.mark.parametrize("words", [["classify", "x", "--view", "y"], ["import", "x", "--out", "y", "--format", "z"]])
def test_a_choice_that_there_is_not_is_told_without_the_words_of_a_library(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    told = capsys.readouterr().err
    assert f"'{words[-1]}' is not one of" in told
    assert "Value error" not in told
