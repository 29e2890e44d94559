"""The routes of corrections. Reading and erasing ask for an admin key; sending one asks for any key."""

import logging
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy.exc import OperationalError, TimeoutError  # noqa: A004 (of the pool of connections)
from starlette.responses import Response, StreamingResponse

from model.errors import SettingsError
from service.corrections.export import csv_rows, jsonl
from service.corrections.fields import MOST_NUMBER
from service.corrections.schemas import (
    ConflictList,
    Correction,
    CorrectionPage,
    Erased,
    ErasureList,
    ErasureRequest,
    NewCorrection,
    Wanted,
)
from service.corrections.store import CorrectionStore
from service.document import PROBLEMS, problems
from service.errors.problems import Problem, Reason
from service.errors.unique import UniqueRoute
from service.paths import CORRECTIONS
from service.security.access import AdminOf, RuntimeOf

log = logging.getLogger(__name__)
router = APIRouter(
    prefix=CORRECTIONS, tags=["corrections"], responses=PROBLEMS | problems("503"), route_class=UniqueRoute
)
FORBIDDEN = problems("403")
_ROWS = {kind: {"schema": {"type": "string"}} for kind in ("application/x-ndjson", "text/csv")}
_FILE: dict[int | str, dict[str, Any]] = {200: {"description": "One correction a line.", "content": _ROWS}}
_DRY_RUN: dict[int | str, dict[str, Any]] = {200: {"description": "Of a dry run: nothing is erased.", "model": Erased}}
Limit = Annotated[int, Query(ge=1, le=1000)]
After = Annotated[int, Query(ge=0, le=MOST_NUMBER)]


def _store(request: Request) -> Iterator[CorrectionStore]:
    try:
        yield request.app.state.corrections.store
    except (SettingsError, OperationalError, TimeoutError) as error:
        log.warning("the corrections database: %s", getattr(error, "orig", None) or error)
        raise Problem(503, Reason.NOT_READY, "the corrections database is not to be had; see the log") from error


# Its errors become answers, so it must end before the answer goes out. A generator that ends later, in a thread, would
# also still be at work when the client closes: the request would count as dropped.
StoreOf = Annotated[CorrectionStore, Depends(_store, scope="function")]
WantedOf = Annotated[Wanted, Depends()]
# Routes name AdminOf first: whoever may not read them opens no database and learns nothing of its state.


@router.post("", status_code=201)
def correct(new: NewCorrection, store: StoreOf, runtime: RuntimeOf) -> Correction:
    """Say what a quote's speaker, stance or sentiment is; the annotator's later word supersedes his earlier ones."""
    return store.add(new, runtime.classifier.model_id)


@router.get("", responses=FORBIDDEN)
def corrections(_: AdminOf, store: StoreOf, wanted: WantedOf, after: After = 0, limit: Limit = 100) -> CorrectionPage:
    """List corrections, superseded ones too, by number; `current=true` leaves the superseded ones out."""
    found = store.find(wanted, after, limit)
    return CorrectionPage(corrections=found, next=found[-1].id if len(found) == limit else None)


@router.get("/export", response_class=StreamingResponse, responses=FORBIDDEN | _FILE)
def export(
    _: AdminOf,
    store: StoreOf,
    wanted: WantedOf,
    format: Literal["jsonl", "csv"] = "jsonl",  # noqa: A002
) -> StreamingResponse:
    """Return corrections as a file that `quotestance retrain` and `quotestance import` read."""
    kept = (correction for correction in store.every(wanted) if correction.erased_at is None)
    rows: Iterator[str] = jsonl(kept) if format == "jsonl" else csv_rows(kept)
    kind = "application/x-ndjson" if format == "jsonl" else "text/csv"
    headers = {"Content-Disposition": f'attachment; filename="corrections.{format}"'}
    return StreamingResponse(rows, media_type=kind, headers=headers)


@router.get("/conflicts", responses=FORBIDDEN)
def conflicts(_: AdminOf, store: StoreOf, limit: Limit = 100) -> ConflictList:
    """List the quotes on which annotators differ; a correction with `settles` ends such a conflict."""
    return ConflictList(conflicts=store.conflicts(limit))


@router.post("/erasures", status_code=201, responses=problems("403", "404") | _DRY_RUN)
def erase(_: AdminOf, request: ErasureRequest, store: StoreOf, response: Response) -> Erased:
    """Erase what corrections hold, on request; that it was done stays on record, what was erased does not.

    It cannot be undone: `dry_run` tells beforehand how many corrections it would empty.
    """
    if request.dry_run:
        response.status_code = 200
        return Erased(erasures=[], count=store.erasable(request), dry_run=True)
    done = store.erase(request)
    if not done:
        raise Problem(404, Reason.NOT_FOUND, "there is nothing left to erase of what was named")
    return Erased(erasures=done, count=len(done), dry_run=False)


@router.get("/erasures", responses=FORBIDDEN)
def erasures(_: AdminOf, store: StoreOf) -> ErasureList:
    """List what was erased, by number, time and reason; copies that were exported are yours to clean."""
    return ErasureList(erasures=store.erasures())
