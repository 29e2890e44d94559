"""What the command line reads and writes: as it comes, line by line; whole, where it was told to."""

import io
import os
import re
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.classifier import Classifier
from model.cli import main
from model.errors import InputError, RowError
from model.files.named import read_all, read_items, write_lines
from model.files.writing import FORGOTTEN, whole


def stdin(monkeypatch: pytest.MonkeyPatch, raw: io.BytesIO | io.BufferedReader) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(raw, encoding="utf-8"))


def test_a_link_stays_a_link_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    real, link = tmp_path / "far" / "real.jsonl", tmp_path / "link.jsonl"
    real.parent.mkdir()
    real.write_text("before", "utf-8")
    link.symlink_to(real)
    write_lines(link, ["after"])
    assert link.is_symlink()
    assert real.read_text("utf-8") == "after\n"
    assert list(real.parent.iterdir()) == [real]


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text("utf-8")), daemon=True)
    reader.start()
    write_lines(pipe, ["one", "two"])
    reader.join(20)
    assert read == ["one\ntwo\n"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    "words",
    [
        "classify - --sides PIPE",
        "evaluate PIPE",
        "train --out model --corpus PIPE",
        "train --out model --evaluate PIPE",
        "experiment --real PIPE --articles PIPE",
        "compare one two --on PIPE",
        "retrain --registry models --on PIPE",
    ],
)
def test_a_pipe_is_refused_where_it_would_be_read_twice(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    for name, shown in (("pipe", "pipe"), ("-", "standard input")):
        assert main(words.replace("PIPE", name).split()) == 2
        assert f"{shown} must be a file, since it is read twice" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


@pytest.mark.parametrize("link", [False, True])
def test_a_folder_is_refused_before_any_work(
    link: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a model was loaded")

    monkeypatch.setattr(Classifier, "load", never)
    folder, items = tmp_path / "folder", tmp_path / "items.jsonl"
    folder.mkdir()
    items.write_text("no item", "utf-8")  # and nobody got as far as to notice
    if link:
        (tmp_path / "link").symlink_to(folder)
    out = tmp_path / "link" if link else folder
    assert main(["classify", str(items), "--output", str(out)]) == 2
    assert f"cannot write {out}: it is a folder; name a file" in capsys.readouterr().err
    assert list(folder.iterdir()) == []


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_a_file_has_the_mode_that_all_new_files_have_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    old.touch()
    old.chmod(0o604)
    for file in (new, old):
        write_lines(file, ["x"])
    assert [stat.S_IMODE(file.stat().st_mode) for file in (new, old)] == [0o640, 0o604]


def test_an_error_on_the_way_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    def lines() -> Iterator[str]:
        yield "half"
        raise ValueError("no more")

    (tmp_path / "out").write_text("before", "utf-8")
    with pytest.raises(ValueError, match="no more"):
        write_lines(tmp_path / "out", lines())
    assert {file.name: file.read_text("utf-8") for file in tmp_path.iterdir()} == {"out": "before"}


def test_what_a_killed_process_left_beside_a_file_is_removed_after_a_day(tmp_path: Path) -> None:
    old, new = tmp_path / ".out-00c0ffee.quotestance", tmp_path / ".out-0badcafe.quotestance"
    others = [tmp_path / name for name in (".out-20261125", ".out-notes", ".out-notes.quotestance")]
    for file in (old, new, *others):
        file.touch()
    for file in (old, *others):
        os.utime(file, (0, time.time() - FORGOTTEN - 1))
    write_lines(tmp_path / "out", ["x"])
    assert sorted(tmp_path.iterdir()) == sorted([new, *others, tmp_path / "out"])


def test_a_file_that_is_being_written_is_named_as_ours(tmp_path: Path) -> None:
    with whole(tmp_path / "out"):
        [beside] = tmp_path.iterdir()
    assert re.fullmatch(r"\.out-[0-9a-f]{8}\.quotestance", beside.name)


def test_a_long_name_is_no_hindrance(tmp_path: Path) -> None:
    write_lines(tmp_path / ("x" * 255), ["x"])


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "round").symlink_to(tmp_path / "round")
    for out in (tmp_path / "none" / "out", tmp_path / "file" / "out", tmp_path / "round"):
        with pytest.raises(InputError, match=f"cannot write {out}: .*; name another file"):
            write_lines(out, ["x"])


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\u0085"])
def test_only_a_line_feed_ends_a_line(mark: str, end: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"one{mark}two"
    raw = f'\ufeff{{"text": "{text}"}}{end}{end}{{"text": "{text}"}}{end}'.encode()
    (tmp_path / "in.jsonl").write_bytes(raw)
    stdin(monkeypatch, io.BytesIO(raw))
    for name in ("-", str(tmp_path / "in.jsonl")):
        assert [item.text for item in read_items(name)] == [text] * 2


def test_standard_input_is_read_no_further_than_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as raw, os.fdopen(writing, "wb", buffering=0) as feed:
        stdin(monkeypatch, raw)
        items = read_items("-")
        feed.write(b'{"text": "one"}\n')
        assert next(items).text == "one"  # though there is more to come
        feed.write(b'{"text": "two"}\n')
        assert next(items).text == "two"


def test_a_line_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_bytes(b'{"text": "fine"}\n{"text": "caf\xe9"}\n')
    items = read_items(str(file))
    assert next(items).text == "fine"
    with pytest.raises(RowError, match=r"in\.jsonl:2: not UTF-8 text: byte 13 of the line is 0xe9"):
        next(items)


def test_a_standard_input_that_is_closed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(InputError, match="standard input is closed"):
        next(read_items("-"))


def test_standard_input_that_is_no_text_is_named_so(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, io.BytesIO(b"caf\xe9"))
    with pytest.raises(InputError, match=r"^standard input is not UTF-8 text: byte 3 is 0xe9; save it as UTF-8$"):
        read_all("-")


def test_a_line_without_words_is_told_by_the_fields_it_has(tmp_path: Path) -> None:
    file = tmp_path / "items.jsonl"
    file.write_text('{"quote": "The bridge opens in May,"}\n')
    with pytest.raises(InputError, match=r"items\.jsonl:1: text: Field required; this line has \['quote'\]$"):
        list(read_items(str(file)))
