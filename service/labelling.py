"""From the items of a request to the bytes of its results."""

import logging
import math
from collections.abc import Iterable, Iterator, Sequence

from pydantic import TypeAdapter

from model.classifier import Classifier, Prepared
from model.items import Item
from model.labels import View
from model.types import Prediction
from service.errors.problems import URN, Failure
from service.runtime import Outcome, Runtime, Unlabelled
from service.scheduling.admission import Reservation
from service.schemas import Article, ErrorBody, Failed

log = logging.getLogger(__name__)
_PREDICTION = TypeAdapter(Prediction)
_FAILED = TypeAdapter(Failed)
_ID: TypeAdapter[str | None] = TypeAdapter(str | None)
_ERROR = TypeAdapter(ErrorBody)
CHARACTERS_PER_TOKEN = 4
BESIDE = 5  # tokens of an item beside those of its texts
SLICE = 256  # quotes of one request that take room at a time: an article may turn out to hold thousands


async def label_items(
    runtime: Runtime,
    items: Sequence[Item],
    view: View,
    threshold: float | None = None,
    *,
    seconds: float | None = math.inf,
) -> list[bytes]:
    """Return one JSON object for each item, in their order.

    `seconds`: the time in which the caller wants them; None waits for room where others are refused.
    `threshold`: the least probability at which a stance is vouched for, instead of the model's own.
    """
    classifier = runtime.classifier
    utterances = [item.utterance() for item in items]
    most = _tokens_of_one(classifier, view)
    lengths = [len(item.text) + len(item.context or "") for item in items]
    sizes = [min(BESIDE + length // CHARACTERS_PER_TOKEN, most) for length in lengths]
    with await _room(runtime, len(items), sum(sizes), seconds) as room:
        with runtime.metrics.reading():
            prepared = await runtime.readers.utterances(classifier, utterances, view)
        outcomes = await _label(runtime, classifier, prepared, room, threshold)
    runtime.note(outcomes, prepared, threshold)
    _log(runtime, [item.text for item in items])
    return [result_json(item.id, outcome) for item, outcome in zip(utterances, outcomes, strict=True)]


async def label_articles(
    runtime: Runtime,
    articles: Sequence[Article],
    view: View,
    threshold: float | None = None,
    *,
    seconds: float | None = math.inf,
) -> list[bytes]:
    """Return one JSON object for each article, in their order, with a result for each of its quoted sentences."""
    classifier = runtime.classifier
    most = SLICE * _tokens_of_one(classifier, view)  # which a request never exceeds, however long its texts
    tokens = min(sum(len(article.text) for article in articles) // CHARACTERS_PER_TOKEN, most)
    with await _room(runtime, len(articles), tokens, seconds) as room:
        with runtime.metrics.reading():
            read = await runtime.readers.articles(classifier, articles, view)
        quotes = [item for one in read if isinstance(one, list) for item in one]
        outcomes = await _label(runtime, classifier, quotes, room, threshold)
    runtime.note(outcomes, quotes, threshold)
    _log(runtime, [item.reading.quote.text for item in quotes])
    for one in read:
        if isinstance(one, Failure):
            runtime.metrics.failure(one.reason)
    answers = iter(zip(quotes, outcomes, strict=True))
    return [_article_json(article.id, one, answers) for article, one in zip(articles, read, strict=True)]


def _tokens_of_one(classifier: Classifier, view: View) -> int:
    return classifier.metadata.inputs.max_tokens * (2 if view is View.BOTH else 1)


async def _room(runtime: Runtime, items: int, tokens: int, seconds: float | None) -> Reservation:
    if seconds is None:  # so that what waits for no deadline makes nobody else's late
        return await runtime.admission.wait(items, tokens, runtime.settings.timeout_seconds)
    return runtime.admission.reserve(items, tokens, seconds)


async def _label(
    runtime: Runtime,
    classifier: Classifier,
    prepared: Sequence[Prepared | Failure],
    room: Reservation,
    threshold: float | None,
) -> list[Outcome]:
    good = [item for item in prepared if isinstance(item, Prepared)]
    found: list[Outcome] = []
    for start in range(0, len(good), SLICE):
        part = good[start : start + SLICE]
        room.correct(len(part), sum(item.tokens for item in part))
        found += await runtime.predict(classifier, part, threshold)
    predicted = iter(found)
    return [next(predicted) if isinstance(item, Prepared) else item for item in prepared]


def _log(runtime: Runtime, quotes: Sequence[str]) -> None:
    if runtime.settings.log_text:
        log.debug("labelled", extra={"texts": quotes})


def result_json(name: str | None, outcome: Outcome) -> bytes:
    """Return the JSON of one result: a prediction, or why there is none."""
    if isinstance(outcome, Prediction):
        return _PREDICTION.dump_json(outcome)[:-1] + b',"status":"ok"}'
    if isinstance(outcome, Unlabelled):
        reading = outcome.prepared.reading
        return _FAILED.dump_json(Failed(name, error_body(outcome.failure), reading.quote, reading.speaker))
    return _FAILED.dump_json(Failed(name, error_body(outcome)))


def error_body(failure: Failure) -> ErrorBody:
    return ErrorBody(URN + failure.reason, failure.detail)


def _article_json(
    name: str | int | None, read: list[Prepared] | Failure, answers: Iterator[tuple[Prepared, Outcome]]
) -> bytes:
    identity = _ID.dump_json(None if name is None else str(name))
    if isinstance(read, Failure):
        error = _ERROR.dump_json(error_body(read))
        return b'{"id":' + identity + b',"quotes":[],"status":"error","error":' + error + b"}"
    pairs = [next(answers) for _ in read]
    quotes = join(result_json(item.id, outcome) for item, outcome in pairs)
    return b'{"id":' + identity + b',"quotes":' + quotes + b',"status":"ok","error":null}'


def join(parts: Iterable[bytes]) -> bytes:
    """Return a JSON array of JSON values."""
    return b"[" + b",".join(parts) + b"]"
