"""The routes that label, and the one that describes the model."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from model.artifacts.figures import Figures
from model.artifacts.metadata import Corpus
from model.types import ModelId
from service.document import PROBLEMS
from service.errors.unique import UniqueRoute
from service.labelling import join, label_articles, label_items
from service.limits import check_articles, check_items, shown_limits
from service.schemas import ArticlesRequest, ArticlesResponse, ClassifyRequest, ClassifyResponse
from service.security.access import CallerOf, RuntimeOf

router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["labelling"], route_class=UniqueRoute)


@router.post("/classify", response_model=ClassifyResponse)
async def classify(body: ClassifyRequest, request: Request, runtime: RuntimeOf, caller: CallerOf) -> Response:
    """Label quotes: stance and sentiment for each item, in the order of the request."""
    check_items(body.items, runtime.settings)
    request.state.items = len(body.items)
    with caller.charged(len(body.items)):
        results = await label_items(runtime, body.items, body.view, body.threshold, seconds=request.state.seconds)
    return _results(results)


@router.post("/articles", response_model=ArticlesResponse)
async def articles(body: ArticlesRequest, request: Request, runtime: RuntimeOf, caller: CallerOf) -> Response:
    """Find and label every quoted sentence of news articles; offsets are in characters of the text as sent."""
    check_articles(body.articles, runtime.settings)
    request.state.items = len(body.articles)
    with caller.charged(len(body.articles)):
        results = await label_articles(runtime, body.articles, body.view, body.threshold, seconds=request.state.seconds)
    return _results(results)


def _results(results: list[bytes]) -> Response:
    return Response(b'{"results":' + join(results) + b"}", media_type="application/json")


@dataclass(frozen=True)
class EngineInfo:
    name: str
    reason: str


@dataclass(frozen=True)
class ModelInfo:
    """What answers, where, and within which bounds."""

    model: ModelId
    created: str
    base: str
    weights_sha256: str
    engine: EngineInfo
    limits: dict[str, int]
    corpora: tuple[Corpus, ...]
    figures: Figures | None


@router.get("/model")
async def model(runtime: RuntimeOf) -> ModelInfo:
    """Say which model answers, with which engine and why, and how much one request may hold."""
    classifier = runtime.classifier
    metadata = classifier.metadata
    return ModelInfo(
        model=classifier.model_id,
        created=metadata.created,
        base=metadata.architecture.base,
        weights_sha256=metadata.weights_sha256,
        engine=EngineInfo(classifier.engine.name, classifier.engine.reason),
        limits=shown_limits(runtime.settings),
        corpora=metadata.corpora,
        figures=metadata.figures,
    )
