"""Opening the database: SQLite or PostgreSQL by its URL, brought to the newest schema."""

import json
import os
import sqlite3
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from model.errors import SettingsError
from service.corrections.address import parsed, shown

MIGRATIONS = Path(__file__).parent / "migrations"
PATIENCE = 10.0  # seconds that a lock is waited for
LONGEST = 20.0  # seconds that PostgreSQL may take for a statement: fewer than a request has by default
MIGRATION_LOCK = 7_112_026  # any number, the same in every process of ours


def open_database(url: str) -> Engine:
    """Return an engine on a database whose schema is up to date; several processes may do so at once.

    Raises SettingsError where the URL is not one, the database is not to be had, or its schema is not known.
    """
    return _opened(parsed(url), _prepare_sqlite, _upgrade)


def _opened(address: URL, connected: Callable[..., None], prepare: Callable[[Connection], None]) -> Engine:
    engine = create_engine(
        address,
        pool_pre_ping=True,
        connect_args=_patience(address),
        json_serializer=partial(json.dumps, ensure_ascii=False),
    )
    if address.get_backend_name() == "sqlite":
        event.listen(engine, "connect", connected)
    elif not _limits_itself(address):
        event.listen(engine, "begin", _limit)
    try:
        with engine.begin() as connection:
            prepare(connection)
    except (SQLAlchemyError, CommandError) as error:
        engine.dispose()
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise SettingsError(f"cannot use the corrections database {shown(address)}: {cause}") from error
    return engine


def foresee(url: str) -> None:
    """Raise SettingsError where the database is not to be had; nothing is made and nothing changed."""
    address = parsed(url)
    file = Path(address.database or ":memory:")
    if address.get_backend_name() == "sqlite" and not file.exists():
        if not os.access(file.parent, os.W_OK):
            problem = "cannot be written to" if file.parent.is_dir() else "is not a folder"
            raise SettingsError(f"cannot make the corrections database {file}: {file.parent} {problem}")
        return
    _opened(address, _look_at_sqlite, _check_schema).dispose()


def _patience(address: URL) -> dict[str, Any]:
    """Return how long to wait for a server that does not answer, unless the URL says so itself."""
    if address.get_backend_name() == "sqlite" or "connect_timeout" in address.query:
        return {}
    return {"connect_timeout": round(PATIENCE)}


def _limits_itself(address: URL) -> bool:
    return "statement_timeout" in str(address.query.get("options", ""))


def _limit(connection: Connection) -> None:
    """Let no statement of a transaction wait without end; not said to the session, which poolers share or refuse."""
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {round(LONGEST * 1000)}")


def _look_at_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    _know_all_letters(connection)
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={PATIENCE * 1000:.0f}", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    _write_ahead(cursor)
    cursor.close()


def _know_all_letters(connection: DBAPIConnection) -> None:
    """Let LOWER know more than ASCII, as an erasure by words must find them in any case."""
    assert isinstance(connection, sqlite3.Connection)
    connection.create_function("lower", 1, lambda value: value and str(value).lower(), deterministic=True)


def _write_ahead(cursor: DBAPICursor) -> None:
    """Switch to a write-ahead log, again where another process does so: of all locks SQLite does not wait for this."""
    last = time.monotonic() + PATIENCE
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > last:
                raise
            time.sleep(0.02)
        else:
            return


def _lock(connection: Connection) -> None:
    """Let one process migrate at a time; the lock ends with the transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")  # a migration takes the time that it takes
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _upgrade(connection: Connection) -> None:
    _lock(connection)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _check_schema(connection: Connection) -> None:
    """Raise CommandError for the schema of a newer program."""
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None:
        ScriptDirectory.from_config(_config()).get_revision(revision)
