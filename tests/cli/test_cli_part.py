"""A long `classify`: checked before any work, taken up after an interruption, never over its own input."""

import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from model.classifier import Classifier
from model.cli import main

# Whoever runs the tests may have told SIGINT to be ignored.
HEEDING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
COMMAND = [sys.executable, "-c", HEEDING + "from model.cli import run; run()"]
COUNT = 300  # more than are answered at a time
GOOD = [json.dumps({"id": n, "text": f"Bus {n} leaves."}) + "\n" for n in range(COUNT)]
BAD = "nonsense\n"


def feed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("".join(lines).encode()), encoding="utf-8"))


def never(*_: object, **__: object) -> None:
    raise AssertionError("there was nothing to work for")


@pytest.mark.parametrize("command", ["classify", "suggest"])
def test_a_command_never_replaces_what_it_reads(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Classifier, "load", never)
    file, link = tmp_path / "items.jsonl", tmp_path / "link.jsonl"
    file.write_text(GOOD[0], "utf-8")
    link.symlink_to(file)
    for read, written in ((file, file), (file, link), (link, file)):
        assert main([command, str(read), "--output", str(written)]) == 2
        assert f"{read} is read and {written} written, and they are one file" in capsys.readouterr().err
    with file.open(encoding="utf-8") as given:
        monkeypatch.setattr("sys.stdin", given)
        assert main([command, "-", "--output", str(file)]) == 2
    assert "standard input is read" in capsys.readouterr().err
    assert file.read_text("utf-8") == GOOD[0]
    assert sorted(tmp_path.iterdir()) == [file, link]


def test_a_table_of_sides_is_not_replaced_either(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items, table = tmp_path / "items.jsonl", tmp_path / "own.csv"
    table.write_text("name,side\n", "utf-8")
    assert main(["classify", str(items), "--sides", str(table), "--output", str(table)]) == 2
    assert "are one file" in capsys.readouterr().err


def test_a_file_is_checked_whole_before_any_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Classifier, "load", never)
    file = tmp_path / "in.jsonl"
    file.write_text("".join([*GOOD, BAD]), "utf-8")
    for more in ([], ["--output", str(tmp_path / "out.jsonl")]):
        assert main(["classify", str(file), *more]) == 2
        assert f"in.jsonl:{COUNT + 1}: " in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [file]


def test_of_a_pipe_all_before_a_bad_line_is_answered_and_counted(
    tiny_bundle: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    feed(monkeypatch, *GOOD, BAD)
    assert main(["classify", "-", "--model", str(tiny_bundle)]) == 2
    told = capsys.readouterr()
    assert [json.loads(line)["id"] for line in told.out.splitlines()] == [str(n) for n in range(COUNT)]
    assert told.err.startswith(f"{COUNT} items answered before what follows\nquotestance: -:{COUNT + 1}: ")


def test_the_same_command_goes_on_where_an_earlier_one_stopped(
    tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, part = tmp_path / "out.jsonl", tmp_path / "out.jsonl.part"
    words = ["classify", "-", "--output", str(out), "--model", str(tiny_bundle)]
    out.write_text("before", "utf-8")
    feed(monkeypatch, *GOOD, BAD)
    assert main(words) == 2
    assert f"{part} keeps {COUNT} answers; the same command goes on from there" in capsys.readouterr().err
    assert out.read_text("utf-8") == "before"
    with (part / "lines").open("a", encoding="utf-8") as torn:
        torn.write('{"id": "half')
    feed(monkeypatch, *GOOD, '{"id": "last", "text": "The last bus."}\n')
    assert main(words) == 0
    assert f"going on after {COUNT} answers" in capsys.readouterr().err
    found = [json.loads(line)["id"] for line in out.read_text("utf-8").splitlines()]
    assert found == [*(str(n) for n in range(COUNT)), "last"]
    assert list(tmp_path.iterdir()) == [out]


def test_another_run_takes_nothing_up_until_it_is_told_to_begin_anew(
    tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.jsonl"
    words = ["classify", "-", "--output", str(out), "--model", str(tiny_bundle)]
    feed(monkeypatch, GOOD[0], BAD)
    assert main(words) == 2
    for more, line, said in (
        (["--view", "text"], GOOD[0], "view was context, is text"),
        ([], GOOD[1], "the items were others"),
        ([], "", "the items were others"),
    ):
        feed(monkeypatch, line)
        assert main([*words, *more]) == 2
        assert f"holds 1 answer of another run ({said}); name another output" in capsys.readouterr().err
    feed(monkeypatch, GOOD[1])
    assert main([*words, "--restart"]) == 0
    assert [json.loads(line)["id"] for line in out.read_text("utf-8").splitlines()] == ["1"]
    assert list(tmp_path.iterdir()) == [out]


def test_what_is_kept_is_dropped_only_when_its_successor_can_begin(
    tmp_path: Path, tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, part, file = tmp_path / "out.jsonl", tmp_path / "out.jsonl.part", tmp_path / "in.jsonl"
    words = ["classify", "-", "--output", str(out), "--model", str(tiny_bundle)]
    feed(monkeypatch, GOOD[0], BAD)
    assert main(words) == 2
    file.write_text(BAD, "utf-8")
    before = {name: (part / name).read_bytes() for name in ("lines", "state.json")}
    for source, model in (("none.jsonl", tiny_bundle), (str(file), tiny_bundle), ("-", tmp_path / "no-model")):
        feed(monkeypatch, GOOD[0])
        assert main(["classify", source, "--output", str(out), "--model", str(model), "--restart"]) == 2
        assert {name: (part / name).read_bytes() for name in before} == before
    feed(monkeypatch, GOOD[1])
    assert main([*words, "--restart"]) == 0
    assert [json.loads(line)["id"] for line in out.read_text("utf-8").splitlines()] == ["1"]


def test_a_run_on_another_engine_is_not_gone_on_with(
    tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["classify", "-", "--output", str(tmp_path / "out.jsonl"), "--model", str(tiny_bundle), "--engine", "torch"]
    feed(monkeypatch, GOOD[0], BAD)
    assert main(words) == 2
    load = Classifier.load

    def on_another(*given: Any) -> Classifier:
        classifier = load(*given)
        monkeypatch.setattr(classifier.engine, "name", "onnx-int8-cpu")
        return classifier

    monkeypatch.setattr(Classifier, "load", on_another)
    feed(monkeypatch, GOOD[0])
    assert main(words) == 2
    assert "1 answer of another run (engine was torch-" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "said"), [("none.jsonl", "No such file or directory"), ("folder", "Is a directory")])
def test_an_input_that_is_not_there_is_told_before_the_model_is_loaded(
    name: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Classifier, "load", never)
    (tmp_path / "folder").mkdir()
    assert main(["classify", str(tmp_path / name)]) == 2
    told = f"cannot read {tmp_path / name}: {said}; mend that or name another file"
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("letter", ["x", "ж"])
def test_an_output_may_have_the_longest_name_there_is(
    letter: str, tmp_path: Path, tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / (letter * (255 // len(letter.encode())))
    words = ["classify", "-", "--output", str(out), "--model", str(tiny_bundle)]
    feed(monkeypatch, GOOD[0], BAD)
    assert main(words) == 2
    [part] = tmp_path.iterdir()
    assert part.name.endswith(".part")
    feed(monkeypatch, *GOOD[:2])
    assert main(words) == 0
    assert list(tmp_path.iterdir()) == [out]
    assert len(out.read_text("utf-8").splitlines()) == 2


def test_something_else_of_the_parts_name_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "out.jsonl.part"
    mine.write_text("mine", "utf-8")
    assert main(["classify", "-", "--output", str(tmp_path / "out.jsonl")]) == 2
    assert f"{mine} is in the way of what is half done" in capsys.readouterr().err
    assert mine.read_text("utf-8") == "mine"


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_told_to_end_it_keeps_what_is_answered_and_says_so(
    number: signal.Signals, status: int, tmp_path: Path, tiny_bundle: Path
) -> None:
    part = tmp_path / "out.jsonl.part"
    words = ["classify", "-", "--output", str(tmp_path / "out.jsonl"), "--model", str(tiny_bundle)]
    with subprocess.Popen([*COMMAND, *words], stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write("".join(GOOD).encode())
        process.stdin.flush()
        _wait(part / "state.json")
        process.send_signal(number)
        assert process.wait(60) == status
        assert (
            process.stderr.read().decode().endswith(f"{part} keeps 256 answers; the same command goes on from there\n")
        )
    assert len((part / "lines").read_text("utf-8").splitlines()) == 256


def test_whoever_reads_no_further_ends_it_quietly(tmp_path: Path, tiny_bundle: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text("".join(GOOD * 2), "utf-8")
    words = ["classify", str(file), "--model", str(tiny_bundle)]
    with subprocess.Popen([*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(60) == 128 + signal.SIGPIPE
        assert process.stderr.read() == b""


def _wait(file: Path) -> None:
    until = time.monotonic() + 60
    while not file.exists():
        assert time.monotonic() < until
        time.sleep(0.05)
