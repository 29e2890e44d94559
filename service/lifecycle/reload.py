"""Exchanging the model while it serves: load beside, warm, try on golden items, swap; on any failure keep the old."""

import asyncio
import logging
import math
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from model.classifier import Classifier
from model.errors import BundleError, QuotestanceError, SettingsError, first_fault
from model.labels import Stance
from model.types import Prediction, Utterance
from service.document import ADMIN, problems
from service.errors.problems import Problem, Reason
from service.lifecycle.origin import model_folder
from service.paths import MODEL
from service.runtime import Runtime
from service.security.access import AdminOf, RuntimeOf
from service.settings import Settings

log = logging.getLogger(__name__)
router = APIRouter(prefix=MODEL, tags=["model"], responses=ADMIN)
GOLDEN = Path(__file__).parent / "golden.json"
TOLERANCE = 1e-6


class Golden(BaseModel):
    """An item on which nobody doubts; `stance` is what a sound model says of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    text: str
    context: str
    stance: Stance


class Reloaded(BaseModel):
    """What is served now, and what came of the last attempt to exchange it."""

    name: str
    version: str
    changed: bool
    at: str
    problem: str = ""


class Reloader:
    """Knows where the model comes from, and exchanges it; one attempt at a time."""

    def __init__(self, runtime: Runtime, settings: Settings) -> None:
        self._runtime, self._settings = runtime, settings
        self._golden = read_golden(settings.golden or GOLDEN)
        self._lock = asyncio.Lock()
        model_folder(settings)  # refuses settings that name none
        self._folder = runtime.classifier.folder  # the champion may have changed while it was loaded
        self.last: Reloaded | None = None
        self._attempts = runtime.metrics.counter("reloads", "Attempts to exchange the model.", "outcome")
        for outcome in ("changed", "unchanged", "failed"):
            self._attempts.labels(outcome)

    async def reload(self) -> Reloaded:
        """Serve what the registry's champion, or the model folder, is now; never raises for a bad model."""
        async with self._lock:
            problem, changed = "", False
            try:
                changed = await self._exchange()
            except Problem as error:
                problem = error.detail
            except QuotestanceError as error:
                problem = str(error)
            except Exception as error:  # whatever a bad model does, the old one goes on
                log.warning("a new model failed", exc_info=True)
                problem = f"the new model failed: {type(error).__name__}"
            self._attempts.labels("failed" if problem else "changed" if changed else "unchanged").inc()
            self.last = self._said(problem, changed=changed)
            return self.last

    async def watch(self) -> None:
        """Reload whenever the alias comes to mean another folder; runs until it is cancelled."""
        while True:
            await asyncio.sleep(self._settings.reload_seconds)
            try:
                folder = model_folder(self._settings)
            except (QuotestanceError, OSError) as error:
                log.warning("cannot tell which model to serve: %s", error)
                continue
            if folder != self._folder:
                await self.reload()

    async def _exchange(self) -> bool:
        folder = model_folder(self._settings)
        self._folder = folder  # also where it fails, so that watching does not try the same one for ever
        fresh = await asyncio.to_thread(self._load, folder)
        if fresh.metadata == self._runtime.classifier.metadata:  # which holds the hash of the weights, and calibration
            return False
        await self._runtime.swap(fresh)
        return True

    def _load(self, folder: Path | None) -> Classifier:
        fresh = Classifier.load(folder, self._settings.device, self._settings.sides, self._settings.engine)
        items = [Utterance(one.text, context=one.context) for one in self._golden]
        check_golden(self._golden, fresh.classify(items), self._settings.golden_share)
        return fresh

    def _said(self, problem: str, *, changed: bool) -> Reloaded:
        served = self._runtime.classifier.model_id
        if problem:
            log.warning("model kept", extra={"version": served.version, "problem": problem})
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return Reloaded(name=served.name, version=served.version, changed=changed, at=now, problem=problem)


def read_golden(file: Path) -> list[Golden]:
    """Return the golden items of a JSON file; raises SettingsError that says what is wrong with it."""
    try:
        found = TypeAdapter(list[Golden]).validate_json(file.read_bytes())
    except OSError as error:
        raise SettingsError(f"cannot read the golden items in {file}: {error.strerror}") from error
    except ValidationError as error:
        raise SettingsError(f"golden items in {file}: {first_fault(error)}") from error
    if not found:
        raise SettingsError(f"{file} holds no golden items")
    return found


def check_golden(golden: list[Golden], predictions: list[Prediction], least: float) -> None:
    """Raise BundleError where predictions are no probabilities, or fewer than `least` of the stances are right."""
    for prediction in predictions:
        for result in (prediction.stance, prediction.sentiment):
            values = list(result.probabilities.values())
            if not all(map(math.isfinite, values)) or abs(sum(values) - 1) > TOLERANCE:
                raise BundleError(f"the new model gives {values} for a golden item, which are no probabilities")
    right = sum(one.stance == two.stance.label for one, two in zip(golden, predictions, strict=True))
    if right < least * len(golden):
        raise BundleError(f"the new model has {right} of {len(golden)} golden items right; {least:.0%} are asked for")


@router.post("/reload", responses=problems("409"))
async def reload(request: Request, runtime: RuntimeOf, _: AdminOf) -> Reloaded:
    """Exchange the model for what the registry or the model folder holds now, without losing a request."""
    reloader: Reloader = request.app.state.reloader
    done = await asyncio.shield(reloader.reload())
    if done.problem:
        kept = runtime.classifier.model_id
        raise Problem(409, Reason.CONFLICT, f"{kept.name} {kept.version} is kept: {done.problem}")
    return done


@router.get("/reload")
async def last_reload(request: Request, _: AdminOf) -> Reloaded | None:
    """Say what came of the last attempt to exchange the model; null where there was none."""
    reloader: Reloader = request.app.state.reloader
    return reloader.last
