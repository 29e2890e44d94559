"""The routes of corrections. Reading and erasing ask for an admin key; sending one asks for any key."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import StreamingResponse

from model.errors import SettingsError
from model.labels import Sentiment, Stance
from service.access import AdminOf, CallerOf, RuntimeOf
from service.corrections.export import csv_rows, jsonl
from service.corrections.schemas import (
    ConflictList,
    Correction,
    CorrectionPage,
    ErasureList,
    ErasureRequest,
    NewCorrection,
)
from service.corrections.store import CorrectionStore, Wanted
from service.problems import Problem, Reason

router = APIRouter(prefix="/v1/corrections", tags=["corrections"])
Limit = Annotated[int, Query(ge=1, le=1000)]


def _store(request: Request) -> CorrectionStore:
    try:
        store: CorrectionStore = request.app.state.corrections.store
    except SettingsError as error:
        raise Problem(503, Reason.NOT_READY, "the corrections database is not to be had; see the log") from error
    return store


async def _wanted(  # noqa: PLR0917 (FastAPI passes them by name)
    current: bool | None = None,  # noqa: FBT001
    annotator: str | None = None,
    item: str | None = None,
    stance: Stance | None = None,
    sentiment: Sentiment | None = None,
    model_version: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Wanted:
    return Wanted(current, annotator, item, stance, sentiment, model_version, since, until)


StoreOf = Annotated[CorrectionStore, Depends(_store)]
WantedOf = Annotated[Wanted, Depends(_wanted)]


@router.post("", status_code=201)
def correct(new: NewCorrection, store: StoreOf, runtime: RuntimeOf, _: CallerOf) -> Correction:
    """Say what a quote's speaker, stance or sentiment is; the annotator's later word supersedes his earlier ones."""
    return store.add(new, runtime.classifier.model_id)


@router.get("")
def corrections(store: StoreOf, wanted: WantedOf, _: AdminOf, after: int = 0, limit: Limit = 100) -> CorrectionPage:
    """List corrections, superseded ones too, by number; `current=true` leaves the superseded ones out."""
    found = store.find(wanted, after, limit)
    return CorrectionPage(corrections=found, next=found[-1].id if len(found) == limit else None)


@router.get("/export", response_class=StreamingResponse)
def export(
    store: StoreOf,
    wanted: WantedOf,
    _: AdminOf,
    format: Literal["jsonl", "csv"] = "jsonl",  # noqa: A002
) -> StreamingResponse:
    """Return corrections as a file that `quotestance retrain` and `quotestance import` read."""
    kept = (correction for correction in store.every(wanted) if correction.erased_at is None)
    rows: Iterator[str] = jsonl(kept) if format == "jsonl" else csv_rows(kept)
    kind = "application/x-ndjson" if format == "jsonl" else "text/csv"
    headers = {"Content-Disposition": f'attachment; filename="corrections.{format}"'}
    return StreamingResponse(rows, media_type=kind, headers=headers)


@router.get("/conflicts")
def conflicts(store: StoreOf, _: AdminOf, limit: Limit = 100) -> ConflictList:
    """List the quotes on which annotators differ; a correction with `settles` ends such a conflict."""
    return ConflictList(conflicts=store.conflicts(limit))


@router.post("/erasures", status_code=201)
def erase(request: ErasureRequest, store: StoreOf, _: AdminOf) -> ErasureList:
    """Erase what corrections hold, on request; that it was done stays on record, what was erased does not."""
    done = store.erase(request)
    if not done:
        raise Problem(404, Reason.NOT_FOUND, "there is nothing left to erase of what was named")
    return ErasureList(erasures=done)


@router.get("/erasures")
def erasures(store: StoreOf, _: AdminOf) -> ErasureList:
    """List what was erased, by number, time and reason; copies that were exported are yours to clean."""
    return ErasureList(erasures=store.erasures())
