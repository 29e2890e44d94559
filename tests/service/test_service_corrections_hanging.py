"""A PostgreSQL that hangs: somebody holds a lock and does not let go."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from model.types import ModelId
from service.corrections.address import parsed
from service.corrections.database import MIGRATION_LOCK
from service.corrections.schemas import NewCorrection, Wanted
from service.corrections.store import CorrectionStore
from tests.postgres_cluster import postgres_url
from tests.service.conftest import Serve

__all__ = ["postgres_url"]  # a fixture
SENT = {"item": {"text": "We wait."}, "stance": "neutral", "annotator": "anna"}


@contextmanager
def held(url: str, statement: str) -> Iterator[None]:
    """Hold the locks that a statement takes."""
    engine = create_engine(parsed(url))
    with engine.begin() as connection:
        connection.execute(text(statement))
        yield
    engine.dispose()


@pytest.fixture
def url(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a database with corrections, whose statements may take no longer than a moment."""
    with closing(CorrectionStore.open(postgres_url)) as store:
        store.add(NewCorrection.model_validate(SENT), ModelId("served", "1"))
    monkeypatch.setattr("service.corrections.database.LONGEST", 0.3)
    return postgres_url


def test_a_database_that_hangs_is_as_one_that_is_not_to_be_had(
    serve: Serve, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    api = serve(corrections=url, timeout_seconds=20)
    assert api.get("/v1/corrections").status_code == 200
    with held(url, "LOCK TABLE corrections IN ACCESS EXCLUSIVE MODE"):
        for answer in (api.post("/v1/corrections", json=SENT), api.get("/v1/corrections/export")):
            assert (answer.status_code, answer.json()["type"]) == (503, "urn:quotestance:problem:not-ready")
    assert "statement timeout" in caplog.text
    assert api.post("/v1/corrections", json=SENT).status_code == 201


def test_a_database_that_hangs_while_it_is_opened_is_not_waited_for(serve: Serve, url: str) -> None:
    with held(url, f"SELECT pg_advisory_lock({MIGRATION_LOCK})"):
        assert serve(corrections=url, timeout_seconds=20).post("/v1/corrections", json=SENT).status_code == 503


def test_a_migration_takes_the_time_that_it_takes(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(config: object, revision: str) -> None:
        del revision
        config.attributes["connection"].execute(text("SELECT pg_sleep(0.6)"))  # type: ignore[attr-defined]

    monkeypatch.setattr("service.corrections.database.command.upgrade", slowly)
    CorrectionStore.open(url).close()


def test_who_names_a_limit_in_the_url_gets_that(url: str) -> None:
    own = make_url(url).update_query_dict({"options": "-c statement_timeout=1200"}).render_as_string()
    with closing(CorrectionStore.open(own)) as store, held(url, "LOCK TABLE corrections IN ACCESS EXCLUSIVE MODE"):
        began = time.monotonic()
        with pytest.raises(OperationalError, match="statement timeout"):
            store.find(Wanted())
        assert time.monotonic() - began > 1
