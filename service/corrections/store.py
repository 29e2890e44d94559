"""Keeping corrections: appended, never changed; what is current is worked out when it is asked for."""

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    Engine,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement, SQLColumnExpression

from model.types import ModelId
from service.corrections.database import open_database
from service.corrections.schemas import LABELS, Conflict, Correction, Erasure, ErasureRequest, NewCorrection, Wanted
from service.corrections.tables import CorrectionRow, ErasureRow, now

log = logging.getLogger(__name__)
PAGE = 500
KEPT = frozenset({"id", "created_at", "model", "model_version", "settles", "erased_at"})  # what an erasure leaves
HOLDING = ("text", "context", "item_id", "speaker_given", "speaker", "annotator", "note")


class CorrectionStore:
    """A database of corrections. Safe for use by several threads and processes at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> "CorrectionStore":
        """Open the database at a URL and bring its schema up to date; raises SettingsError."""
        return cls(open_database(url))

    def close(self) -> None:
        self._engine.dispose()

    def add(self, new: NewCorrection, serving: ModelId) -> Correction:
        """Append one correction; `serving` is the model where the correction names none."""
        with self._engine.begin() as connection:
            key = connection.execute(insert(CorrectionRow).values(_values(new, serving))).inserted_primary_key
            assert key is not None
            row = connection.execute(_annotated().where(CorrectionRow.id == key[0])).one()
        return Correction.model_validate(row)

    def find(self, wanted: Wanted, after: int = 0, limit: int = PAGE) -> list[Correction]:
        """Return at most `limit` corrections with ids above `after`, by id."""
        with self._engine.connect() as connection:
            return [Correction.model_validate(row) for row in connection.execute(_chosen(wanted, after).limit(limit))]

    def every(self, wanted: Wanted) -> Iterator[Correction]:
        """Return all that is wanted, by id, read page by page; only the ids are held for all of it.

        What is current is settled at the call. No connection is held between pages, however slowly they are taken.
        """
        chosen = _chosen(wanted).subquery()
        with self._engine.connect() as connection:
            current = {row.id: row.current for row in connection.execute(select(chosen.c.id, chosen.c.current))}
        return self._pages(current)

    def _pages(self, current: dict[int, bool]) -> Iterator[Correction]:
        ids = list(current)
        for start in range(0, len(ids), PAGE):
            query = select(CorrectionRow.__table__).where(CorrectionRow.id.in_(ids[start : start + PAGE]))
            with self._engine.connect() as connection:
                rows = connection.execute(query.order_by(CorrectionRow.id)).mappings().all()
            yield from (Correction.model_validate({**row, "current": current[row["id"]]}) for row in rows)

    def conflicts(self, limit: int = PAGE) -> list[Conflict]:
        """Return the quotes on which the current corrections of several annotators differ."""
        latest = _annotated().subquery()
        current = select(latest).where(latest.c.current)
        differing = [func.count(latest.c[name].distinct()) > 1 for name in LABELS]
        items = (
            select(latest.c.item).where(latest.c.current).group_by(latest.c.item).having(or_(*differing)).limit(limit)
        )
        query = current.where(latest.c.item.in_(items)).order_by(latest.c.item, latest.c.id)
        with self._engine.connect() as connection:
            rows = [Correction.model_validate(row) for row in connection.execute(query)]
        return [_conflict(list(group)) for _, group in groupby(rows, key=lambda row: row.item)]

    def erasable(self, request: ErasureRequest) -> int:
        """Return how many corrections an erasure would empty now."""
        with self._engine.connect() as connection:
            return len(_erasable(connection, request))

    def erase(self, request: ErasureRequest) -> list[Erasure]:
        """Erase what corrections hold, and record for each that it was done; returns the records, perhaps none."""
        moment = now()
        with self._engine.begin() as connection:
            ids = _erasable(connection, request)
            if not ids:
                return []
            emptied = dict.fromkeys(
                column.name for column in CorrectionRow.__table__.columns if column.name not in KEPT
            )
            # One id at a time: a statement that named them all would have more parameters than databases take.
            one_of_them = update(CorrectionRow).where(CorrectionRow.id == bindparam("erased"))
            connection.execute(one_of_them.values({**emptied, "erased_at": moment}), [{"erased": one} for one in ids])
            records = [
                {"correction_id": one, "erased_at": moment, "erased_by": request.requested_by, "reason": request.reason}
                for one in ids
            ]
            connection.execute(insert(ErasureRow), records)
        self._forget()
        return [Erasure.model_validate(record) for record in records]

    def _forget(self) -> None:
        """Let SQLite overwrite the log of changes, which would still hold the words."""
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as connection:
                busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
            if busy:  # somebody reads from it
                log.warning("the database's log still holds what was erased; it goes with the next erasure or the stop")

    def erasures(self) -> list[Erasure]:
        """Return the record of every erasure, oldest first."""
        query = select(ErasureRow.__table__).order_by(ErasureRow.id)
        with self._engine.connect() as connection:
            return [Erasure.model_validate(row) for row in connection.execute(query)]


def item_digest(text: str, context: str | None) -> str:
    """Return what makes two items the same: the SHA-256 of the words and the text around them."""
    return hashlib.sha256(f"{text}\0{context or ''}".encode()).hexdigest()


def _values(new: NewCorrection, serving: ModelId) -> dict[str, Any]:
    shown = (new.shown or {}).get("model", {})
    return {
        "item": item_digest(new.item.text, new.item.context),
        "item_id": new.item.id,
        "text": new.item.text,
        "context": new.item.context,
        "speaker_given": new.item.speaker,
        "shown": new.shown,
        **{name: getattr(new, name) for name in LABELS},
        "annotator": new.annotator,
        "note": new.note,
        "model": new.model or shown.get("name") or serving.name,
        "model_version": new.model_version or shown.get("version") or serving.version,
        "settles": new.settles,
    }


def _annotated() -> Select[Any]:
    """Select every correction, with a column that says whether it is current.

    An annotator's latest supersedes his earlier ones; one that settles supersedes everybody's earlier ones.
    """
    row = CorrectionRow
    latest = func.max(row.id).over(partition_by=(row.item, func.lower(row.annotator)))
    settled = func.max(case((row.settles, row.id))).over(partition_by=row.item)
    current = and_(row.erased_at.is_(None), row.id == latest, row.id >= func.coalesce(settled, 0))
    return select(*row.__table__.columns, cast(current, Boolean).label("current"))


def _chosen(wanted: Wanted, after: int = 0) -> Select[Any]:
    """Select the corrections that are wanted, with ids above `after`, by id."""
    latest = _annotated().subquery()
    query = select(latest).where(latest.c.id > after).order_by(latest.c.id)
    for name, value in asdict(wanted).items():
        if value is not None and name not in {"since", "until"}:
            query = query.where(_by(latest.c.annotator, value) if name == "annotator" else latest.c[name] == value)
    if wanted.since is not None:
        query = query.where(latest.c.created_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(latest.c.created_at < wanted.until)
    return query


def _by(column: SQLColumnExpression[str | None], annotator: str) -> ColumnElement[bool]:
    """Say that a row is an annotator's; capitals make no other one."""
    return func.lower(column) == func.lower(annotator)


def _erasable(connection: Connection, request: ErasureRequest) -> list[int]:
    """Return the ids of what a request names, locked until the transaction ends."""
    query = select(CorrectionRow).where(CorrectionRow.erased_at.is_(None), _target(request)).with_for_update()
    rows = connection.execute(query)
    return [row.id for row in rows if request.containing is None or _holds(row, request.containing.casefold())]


def _target(request: ErasureRequest) -> ColumnElement[bool]:
    if request.id is not None:
        return CorrectionRow.item == select(CorrectionRow.item).where(CorrectionRow.id == request.id).scalar_subquery()
    if request.annotator is not None:
        return _by(CorrectionRow.annotator, request.annotator)
    assert request.containing is not None
    plain = [getattr(CorrectionRow, name).icontains(request.containing, autoescape=True) for name in HOLDING]
    as_json = json.dumps(request.containing, ensure_ascii=False)[1:-1]
    return or_(*plain, cast(CorrectionRow.shown, String).icontains(as_json, autoescape=True))


def _holds(row: Any, words: str) -> bool:
    """Whether a correction holds words: in what was sent, or in what its prediction says of quote and speaker."""
    quote, speaker = ((row.shown or {}).get(name) or {} for name in ("quote", "speaker"))
    told = [getattr(row, name) for name in HOLDING]
    told += [quote.get("text"), *(speaker.get(name) for name in ("name", "description", "cue", "evidence"))]
    return any(words in str(one).casefold() for one in told if one)


def _conflict(rows: list[Correction]) -> Conflict:
    differing = [name for name in LABELS if len({getattr(row, name) for row in rows} - {None}) > 1]
    return Conflict(item=rows[0].item or "", text=rows[0].text or "", labels=differing, corrections=rows)
