"""The routes that take and give one line after another."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from model.items import Item
from model.labels import View
from service.document import PROBLEMS
from service.labelling import label_articles, label_items
from service.limits import check_articles, check_items
from service.schemas import THRESHOLD, Article, Probability
from service.security.access import CallerOf, RuntimeOf
from service.streams.response import NDJSON, Labeller, Stream

_BODY = {"requestBody": {"required": True, "content": {NDJSON: {"schema": {"type": "string"}}}}}
_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "One JSON object a line, in the order of the lines sent; errors stand in their lines.",
        "content": {NDJSON: {"schema": {"type": "string"}}},
    }
}
router = APIRouter(prefix="/v1", tags=["streams"])
Threshold = Annotated[Probability | None, Query(description=THRESHOLD)]


@router.post("/classify/stream", response_class=Response, responses={**_ANSWER, **PROBLEMS}, openapi_extra=_BODY)
async def classify_stream(
    request: Request, runtime: RuntimeOf, caller: CallerOf, view: View = View.CONTEXT, threshold: Threshold = None
) -> Response:
    """Label quotes that are sent one a line, each like an item of /v1/classify.

    Empty lines have no answer. With `X-Request-Timeout: SECONDS` a line that takes longer is answered `timeout`.
    """
    label = partial(label_items, runtime, view=view, threshold=threshold, seconds=None)
    return Stream(runtime, caller, Labeller(Item, check_items, label, request.state.seconds))


@router.post("/articles/stream", response_class=Response, responses={**_ANSWER, **PROBLEMS}, openapi_extra=_BODY)
async def articles_stream(
    request: Request, runtime: RuntimeOf, caller: CallerOf, view: View = View.CONTEXT, threshold: Threshold = None
) -> Response:
    """Find and label the quotes of articles that are sent one a line, each like an article of /v1/articles.

    Empty lines have no answer. With `X-Request-Timeout: SECONDS` a line that takes longer is answered `timeout`.
    """
    label = partial(label_articles, runtime, view=view, threshold=threshold, seconds=None)
    return Stream(runtime, caller, Labeller(Article, check_articles, label, request.state.seconds))
