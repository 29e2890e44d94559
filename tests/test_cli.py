"""The command line: article, classify, info."""

import io
import json
from pathlib import Path

import pytest

from model.cli import main
from model.labels import Stance

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
    assert main(["article", str(text), *options, "--date", "yesterday"]) == 2


def test_article_shows_a_table_for_people(
    article: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    assert main(["article", str(article), "--model", str(tiny_bundle)]) == 0
    shown = capsys.readouterr().out
    assert "The buses leave at noon," in shown
    assert "spokesman" in shown


def test_an_article_without_quotes_is_no_error(
    tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plain.txt").write_text("Nothing was said.", "utf-8")
    assert main(["article", str(tmp_path / "plain.txt"), "--model", str(tiny_bundle)]) == 0
    assert "No quoted sentence" in capsys.readouterr().err


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
        ('{"text": 5}', "text"),
        ('{"text": "x", "colour": "red"}', "colour"),
        ("nonsense", "JSON"),
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
    assert "is not UTF-8 text" in capsys.readouterr().err


def test_info_says_what_would_be_used(tiny_bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--model", str(tiny_bundle)]) == 0
    shown = capsys.readouterr().out
    assert "0.0.test" in shown
    assert "engine" in shown


def test_every_stance_of_the_output_is_one_of_the_codebook(
    article: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["article", str(article), "--json", "--view", "both", "--model", str(tiny_bundle)]) == 0
    for row in _lines(capsys.readouterr().out):
        assert row["stance"]["label"] in set(Stance)  # type: ignore[index]
        assert 0.0 <= float(str(row["context_reliance"])) <= 1.0
