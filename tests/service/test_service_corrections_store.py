"""What is promised of corrections, on SQLite and on a real PostgreSQL alike."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import delete, event, inspect

from model.errors import SettingsError
from model.labels import Stance
from model.types import ModelId
from service.corrections.database import open_database
from service.corrections.schemas import ErasureRequest, NewCorrection, Wanted
from service.corrections.store import PAGE, CorrectionStore
from service.corrections.tables import Base, CorrectionRow, ErasureRow
from tests.postgres_cluster import postgres_url

__all__ = ["postgres_url"]  # a fixture
SERVING = ModelId("served", "1")
QUOTE = "We shall hold the bridge,"
CONTEXT = f"“{QUOTE}” said Ivan Petrenko, a regional governor."


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/corrections.sqlite3"
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
def store(url: str) -> Iterator[CorrectionStore]:
    opened = CorrectionStore.open(url)
    yield opened
    engine = opened._engine
    with engine.begin() as connection:
        connection.execute(delete(ErasureRow))
        connection.execute(delete(CorrectionRow))
    opened.close()


def new(annotator: str = "anna", stance: str | None = "neutral", **more: Any) -> NewCorrection:
    item = {"text": QUOTE, "context": CONTEXT} | more.pop("item", {})
    return NewCorrection.model_validate({"item": item, "annotator": annotator, "stance": stance, **more})


def test_the_migrations_make_the_tables_that_the_code_knows(url: str) -> None:
    engine = open_database(url)
    with engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), Base.metadata)
        names = set(inspect(connection).get_table_names())
    engine.dispose()
    assert [one for one in difference if one[0] in {"add_table", "remove_table", "add_column", "remove_column"}] == []
    assert {"corrections", "erasures", "alembic_version"} <= names


def test_several_processes_may_bring_the_schema_up_to_date_at_once(url: str) -> None:
    failures: list[BaseException] = []

    def open_it() -> None:
        try:
            open_database(url).dispose()
        except BaseException as error:  # noqa: BLE001 (told below)
            failures.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_later_correction_supersedes_and_history_stays(store: CorrectionStore) -> None:
    first = store.add(new(stance="neutral"), SERVING)
    second = store.add(new(stance="pro-kyiv", note="on reflection"), SERVING)
    assert [(one.id, one.current) for one in store.find(Wanted())] == [(first.id, False), (second.id, True)]
    assert [one.stance for one in store.find(Wanted(current=True))] == ["pro-kyiv"]


def test_a_correction_is_of_the_model_that_was_named_or_was_shown_or_serves(store: CorrectionStore) -> None:
    shown = {"model": {"name": "shown", "version": "0.9"}}
    plain = new().model_copy(update={"shown": shown})
    named = plain.model_copy(update={"model": "named", "model_version": "2"})
    kept = [store.add(one, SERVING) for one in (new(), plain, named)]
    assert [(one.model, one.model_version) for one in kept] == [("served", "1"), ("shown", "0.9"), ("named", "2")]


def test_conflicts_are_seen_until_one_settles_them(store: CorrectionStore) -> None:
    store.add(new("anna", "neutral"), SERVING)
    store.add(new("boris", "pro-kyiv"), SERVING)
    [conflict] = store.conflicts()
    assert conflict.labels == ["stance"]
    assert [one.annotator for one in conflict.corrections] == ["anna", "boris"]
    last = store.add(new("editor", "pro-kyiv", settles=True), SERVING)
    assert store.conflicts() == []
    assert [one.id for one in store.find(Wanted(current=True))] == [last.id]


def test_an_annotator_is_the_same_in_capitals_and_with_blanks_around(store: CorrectionStore) -> None:
    store.add(new("Олена", "neutral"), SERVING)
    last = store.add(new(" олена ", "pro-kyiv"), SERVING)
    assert store.conflicts() == []
    assert [one.id for one in store.find(Wanted(current=True, annotator="ОЛЕНА"))] == [last.id]
    assert len(store.erase(ErasureRequest(annotator="Олена", reason="asked", requested_by="clerk"))) == 2


def test_other_contexts_are_other_items(store: CorrectionStore) -> None:
    store.add(new("anna", "neutral"), SERVING)
    store.add(new("boris", "pro-kyiv", item={"context": None}), SERVING)
    assert store.conflicts() == []


@pytest.mark.parametrize("target", [{"annotator": "anna"}, {"containing": "Petrenko"}, {"id": 1}])
def test_erasure_leaves_nothing_but_its_record(store: CorrectionStore, target: dict[str, Any]) -> None:
    kept = store.add(new("boris", item={"text": "Fine.", "context": None}), SERVING)
    gone = store.add(new("anna", note="odd", speaker="Ivan Petrenko"), SERVING)
    target = {"id": gone.id} if "id" in target else target
    request = ErasureRequest.model_validate({**target, "reason": "asked by letter", "requested_by": "clerk"})
    [record] = store.erase(request)
    assert (record.correction_id, record.reason, record.erased_by) == (gone.id, "asked by letter", "clerk")
    assert store.erasures() == [record]
    erased = next(one for one in store.find(Wanted()) if one.id == gone.id)
    left = {name for name, value in erased.model_dump().items() if value}
    assert left == {"id", "created_at", "model", "model_version", "erased_at"}
    assert [one.id for one in store.find(Wanted(current=True))] == [kept.id]
    assert store.erase(request) == []


def test_erased_words_are_gone_from_the_file_itself(tmp_path: Path) -> None:
    store = CorrectionStore.open(f"sqlite:///{tmp_path}/one.sqlite3")
    store.add(new(), SERVING)
    assert any(b"bridge" in file.read_bytes() for file in tmp_path.iterdir())
    store.erase(ErasureRequest(containing="bridge", reason="asked", requested_by="clerk"))
    # The log of changes is one of the files, as long as the store is open.
    assert not any(b"bridge" in file.read_bytes() for file in tmp_path.iterdir())
    store.close()


@pytest.mark.parametrize(
    ("words", "count"),
    [("PETRENKO", 1), ("the mayor of Sumy", 1), ("kyiv", 0), ("label", 0), ("ukraine", 0), ("0.9", 0), ("null", 0)],
)
def test_what_a_shown_prediction_is_made_of_is_nobodys_words(store: CorrectionStore, words: str, count: int) -> None:
    speaker = {"name": "Ivan Petrenko", "side": "ukraine", "description": "the mayor of Sumy", "confidence": 0.9}
    stance = {"label": "pro-kyiv", "probabilities": {"pro-kyiv": 0.9, "neutral": 0.1}, "reason": None}
    shown = {"quote": {"text": "Open."}, "speaker": speaker, "stance": stance}
    correction = new(item={"text": "Open.", "context": None}).model_copy(update={"shown": shown})
    store.add(correction, SERVING)
    assert store.erasable(ErasureRequest(containing=words, reason="asked", requested_by="clerk")) == count


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="must be a file"):
        CorrectionStore.open(url)


@pytest.mark.parametrize("words", ["a\\b", "100%", "so_much", "“we”\n"])
def test_odd_characters_in_what_is_to_be_erased_are_found(store: CorrectionStore, words: str) -> None:
    store.add(new(item={"text": f"It is {words}, he said.", "context": None}), SERVING)
    assert store.erasable(ErasureRequest(containing=words, reason="asked", requested_by="clerk")) == 1


def test_wildcards_in_what_is_to_be_erased_are_plain_characters(store: CorrectionStore) -> None:
    store.add(new(), SERVING)
    assert store.erase(ErasureRequest(containing="%%%", reason="asked", requested_by="clerk")) == []
    assert store.erase(ErasureRequest(containing="We_shall", reason="asked", requested_by="clerk")) == []


@pytest.mark.parametrize("target", [{"annotator": "anna"}, {"containing": "bridge"}, {"id": 1}])
def test_what_would_be_erased_is_counted_and_stays(store: CorrectionStore, target: dict[str, Any]) -> None:
    first = store.add(new("anna"), SERVING)
    store.add(new("boris", item={"text": "Fine.", "context": None}), SERVING)
    named = {"id": first.id} if "id" in target else target
    request = ErasureRequest.model_validate({**named, "reason": "asked", "requested_by": "clerk", "dry_run": True})
    assert store.erasable(request) == 1
    assert [one.erased_at for one in store.find(Wanted())] == [None, None]
    assert len(store.erase(request)) == 1
    assert store.erasable(request) == 0


def test_filters_narrow_and_pages_join_up(store: CorrectionStore) -> None:
    for number in range(7):
        stance = "neutral" if number % 2 else "pro-kyiv"
        store.add(new(stance=stance, item={"text": f"Number {number}.", "context": None}), SERVING)
    paged, after = [], 0
    while page := store.find(Wanted(stance=Stance.PRO_KYIV), after, limit=2):
        paged += page
        after = page[-1].id
    assert [one.text for one in paged] == ["Number 0.", "Number 2.", "Number 4.", "Number 6."]
    middle = paged[1].created_at
    assert {one.id for one in store.find(Wanted(since=middle))}.isdisjoint(
        one.id for one in store.find(Wanted(until=middle))
    )


@pytest.mark.parametrize("wrong", ["nonsense", "mysql://a:secret@b/c", "postgresql://a:secret@127.0.0.1:1/none"])
def test_a_database_that_is_not_to_be_had_is_said_without_its_password(wrong: str) -> None:
    with pytest.raises(SettingsError) as caught:
        open_database(wrong)
    assert "corrections database" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_words_are_found_in_any_case_in_any_script(store: CorrectionStore) -> None:
    store.add(new(item={"text": "Київ стоїть.", "context": None}), SERVING)
    assert store.erasable(ErasureRequest(containing="київ", reason="asked", requested_by="clerk")) == 1


def test_an_export_that_is_read_slowly_keeps_no_erased_words(tmp_path: Path) -> None:
    store = CorrectionStore.open(f"sqlite:///{tmp_path}/one.sqlite3")
    for number in range(PAGE + 1):
        store.add(new(item={"text": f"Bridge {number}.", "context": None}), SERVING)
    reading = store.every(Wanted())
    next(reading)
    store.erase(ErasureRequest(containing=f"Bridge {PAGE}.", reason="asked", requested_by="clerk"))
    assert not any(f"Bridge {PAGE}.".encode() in file.read_bytes() for file in tmp_path.iterdir())
    assert [one.text for one in reading][-1] is None
    store.close()


def test_any_number_of_corrections_is_erased_at_once(tmp_path: Path) -> None:
    store = CorrectionStore.open(f"sqlite:///{tmp_path}/c.sqlite3")

    def bound(connection: sqlite3.Connection, *_: object) -> None:
        connection.setlimit(
            sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 40
        )  # of one statement; PostgreSQL has such a limit, too

    event.listen(store._engine, "checkout", bound)
    for number in range(50):
        store.add(new(item={"text": f"We wait {number}.", "context": None}), SERVING)
    erased = store.erase(ErasureRequest(annotator="anna", reason="asked", requested_by="clerk"))
    assert len(erased) == len(store.erasures()) == 50
    assert {one.text for one in store.find(Wanted())} == {None}
    store.close()
