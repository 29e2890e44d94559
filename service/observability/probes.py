"""For supervisors and Prometheus: is the process alive, does the model answer, what are the figures."""

import asyncio
import time

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import JSONResponse, Response

from service.document import problems
from service.errors.problems import Problem, Reason, stopping
from service.security.access import RuntimeOf

router = APIRouter(tags=["operations"])
PROBE_SECONDS = 5.0


@router.get("/livez", response_model=dict[str, str], responses=problems("503"))
async def livez(runtime: RuntimeOf) -> Response:
    """Say whether the process should be kept: 503 when a forward pass hangs."""
    busy, most = runtime.batcher.busy_seconds, runtime.settings.stall_seconds
    if busy > most:
        raise Problem(503, Reason.NOT_READY, f"a forward pass has been running for {busy:.0f} s, more than {most:g} s")
    return JSONResponse({"status": "alive"})


@router.get("/readyz", response_model=dict[str, str], responses=problems("503"))
async def readyz(runtime: RuntimeOf, request: Request) -> Response:
    """Say whether requests should be sent here: the model has given scores just now, or does so when asked."""
    if runtime.draining:
        raise stopping()
    if time.monotonic() - runtime.batcher.last_success > runtime.settings.ready_seconds:
        await _probe(runtime, request)
    return JSONResponse({"status": "ready"})


async def _probe(runtime: RuntimeOf, request: Request) -> None:
    """Run one forward pass, the same one for all who ask meanwhile."""
    state = request.app.state
    if getattr(state, "probe", None) is None or state.probe.done():
        state.probe = asyncio.ensure_future(runtime.probe())
    try:
        await asyncio.wait_for(asyncio.shield(state.probe), PROBE_SECONDS)
    except TimeoutError as error:
        raise Problem(503, Reason.NOT_READY, f"the model gave no scores within {PROBE_SECONDS:g} s") from error


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"description": "All series.", "content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(runtime: RuntimeOf) -> Response:
    """Return all series in Prometheus's text format."""
    # In a thread, since the tests of drift are slow, most of all the first; in none of those that FastAPI lends to
    # routes: corrections may hold all of them where their database does not answer.
    return Response(await asyncio.to_thread(runtime.metrics.render), media_type=CONTENT_TYPE_LATEST)
