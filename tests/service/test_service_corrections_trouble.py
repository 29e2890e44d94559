"""A corrections database that is slow, in trouble or not to be had."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from model.classifier import Classifier
from model.errors import SettingsError
from model.types import ModelId
from service.app import create_app
from service.corrections.database import foresee, open_database
from service.corrections.lazy import LazyStore
from service.corrections.schemas import Correction, ErasureRequest, NewCorrection, Wanted
from service.corrections.store import CorrectionStore
from service.settings import Settings
from tests.service.asgi import LOOPBACK
from tests.service.conftest import Serve, until

QUOTE = "We shall hold the bridge,"
THREADS = 40  # that FastAPI lends to routes, as anyio has it


@pytest.fixture
def client(serve: Serve, tmp_path: Path) -> httpx.Client:
    return serve(corrections=f"sqlite:///{tmp_path}/c.sqlite3")


def test_a_schema_of_a_newer_program_is_warned_of_and_answered_503(
    serve: Serve, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "newer.sqlite3"
    open_database(f"sqlite:///{file}").dispose()
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    client = serve(corrections=f"sqlite:///{file}")
    sent = {"item": {"text": QUOTE}, "stance": "neutral", "annotator": "anna"}
    answer = client.post("/v1/corrections", json=sent)
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:quotestance:problem:not-ready")
    until(lambda: "corrections cannot be kept" in caplog.text)
    assert "9999" in caplog.text


class Queued:
    """A lock that tells of each who comes to it."""

    def __init__(self) -> None:
        self.came, self._lock = threading.Semaphore(0), threading.Lock()

    def __enter__(self) -> None:
        self.came.release()
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def test_who_waits_while_a_database_does_not_answer_is_told_with_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    failed, tried = threading.Event(), list[str]()

    def hang(url: str) -> CorrectionStore:
        tried.append(url)
        assert failed.wait(20)
        raise SettingsError("it does not answer")

    lazy = LazyStore("postgresql://host/name")
    monkeypatch.setattr(CorrectionStore, "open", hang)
    monkeypatch.setattr(lazy, "_lock", queued := Queued())
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(lambda: lazy.store) for _ in range(8)]
        assert all(queued.came.acquire(timeout=20) for _ in waiting)
        failed.set()
        assert {str(one.exception(20)) for one in waiting} == {"it does not answer"}
    assert len(tried) == 1
    with pytest.raises(SettingsError):
        lazy.store  # noqa: B018 (which tries again)
    assert len(tried) == 2


def test_looking_at_a_database_at_the_start_changes_nothing_in_it(tmp_path: Path) -> None:
    file = tmp_path / "empty.sqlite3"
    file.touch()
    foresee(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == []
        assert database.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_what_nobody_foresaw_of_a_database_is_logged(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: str) -> None:
        raise RuntimeError("the driver is odd")

    monkeypatch.setattr("service.corrections.lazy.foresee", fail)
    assert serve().get("/livez").status_code == 200
    until(lambda: "could not be looked at" in caplog.text)
    assert "the driver is odd" in caplog.text


def test_a_head_of_the_export_reads_no_further_than_its_first_piece(
    classifier: Classifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    every = CorrectionStore.every

    def counted(self: CorrectionStore, wanted: Wanted) -> Iterator[Correction]:
        for correction in every(self, wanted):
            read.append(correction.id)
            yield correction

    monkeypatch.setattr(CorrectionStore, "every", counted)
    # Unlike a real client this one waits until nothing goes on any more.
    with TestClient(
        create_app(classifier, Settings(corrections=f"sqlite:///{tmp_path}/c.sqlite3")), LOOPBACK
    ) as client:
        for number in range(5):
            sent = {"item": {"text": f"We wait {number}."}, "stance": "neutral", "annotator": "anna"}
            assert client.post("/v1/corrections", json=sent).status_code == 201
        head = client.head("/v1/corrections/export")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-type"].startswith("application/x-ndjson")
        assert len(read) <= 1
        assert len(client.get("/v1/corrections/export").text.splitlines()) == 5


def test_a_correction_that_is_late_says_that_it_may_be_kept(
    classifier: Classifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = CorrectionStore.add

    def slowly(self: CorrectionStore, new: NewCorrection, serving: ModelId) -> Correction:
        time.sleep(0.5)
        return add(self, new, serving)

    monkeypatch.setattr(CorrectionStore, "add", slowly)
    with TestClient(
        create_app(classifier, Settings(corrections=f"sqlite:///{tmp_path}/c.sqlite3")), LOOPBACK
    ) as client:
        sent = {"item": {"text": "We wait."}, "stance": "neutral", "annotator": "anna"}
        answer = client.post("/v1/corrections", json=sent, headers={"X-Request-Timeout": "0.1"})
        assert answer.status_code == 504
        assert "may have been done all the same: look before you send it again" in answer.json()["detail"]


def test_a_database_in_trouble_is_not_ready_and_the_log_says_why(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def locked(*_: object) -> None:
        raise OperationalError("SELECT", {}, sqlite3.OperationalError("database is locked"))

    client.get("/v1/corrections")
    monkeypatch.setattr(Engine, "connect", locked)
    for path in ("/v1/corrections", "/v1/corrections/export"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["type"]) == (503, "urn:quotestance:problem:not-ready")
    assert caplog.text.count("database is locked") == 2


def test_probes_and_series_wait_for_no_database(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, answered = threading.Semaphore(0), threading.Event()

    def hang(*_: object) -> None:
        begun.release()
        assert answered.wait(20)
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("it does not answer"))

    monkeypatch.setattr(CorrectionStore, "add", hang)
    sent = {"item": {"text": "We wait."}, "stance": "neutral", "annotator": "anna"}
    with ThreadPoolExecutor(THREADS + 1) as pool:
        corrections = [pool.submit(client.post, "/v1/corrections", json=sent) for _ in range(THREADS + 1)]
        try:
            assert all(begun.acquire(timeout=20) for _ in range(THREADS))
            assert [client.get(path, timeout=5).status_code for path in ("/livez", "/readyz", "/metrics")] == [200] * 3
        finally:
            answered.set()
        assert {one.result().status_code for one in corrections} == {503}


def test_an_export_takes_the_time_that_it_takes(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = serve(corrections=f"sqlite:///{tmp_path}/c.sqlite3", timeout_seconds=0.3)
    for number in range(4):
        sent = {"item": {"text": f"We wait {number}."}, "stance": "neutral", "annotator": "anna"}
        assert client.post("/v1/corrections", json=sent).status_code == 201
    every = CorrectionStore.every

    def slowly(self: CorrectionStore, wanted: Wanted) -> Iterator[Correction]:
        for correction in every(self, wanted):
            time.sleep(0.2)
            yield correction

    monkeypatch.setattr(CorrectionStore, "every", slowly)
    assert len(client.get("/v1/corrections/export").text.splitlines()) == 4


def test_erased_words_that_stay_in_the_log_of_changes_are_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("service.corrections.database.PATIENCE", 0.2)
    sent = {"item": {"text": QUOTE}, "stance": "neutral", "annotator": "anna"}
    with (
        closing(CorrectionStore.open(f"sqlite:///{tmp_path}/c.sqlite3")) as store,
        closing(sqlite3.connect(tmp_path / "c.sqlite3")) as reader,
    ):
        store.add(NewCorrection.model_validate(sent), ModelId("served", "1"))
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM corrections").fetchall()
        store.erase(ErasureRequest(annotator="anna", reason="asked", requested_by="clerk"))
        assert "log still holds what was erased" in caplog.text
        assert any(QUOTE.encode() in file.read_bytes() for file in tmp_path.iterdir())
