"""The classifier: prepare -> logits -> decode, and `classify`, which is all three."""

import datetime as dt
import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from model.artifacts.bundle import Bundle
from model.artifacts.metadata import Metadata
from model.batches import by_length, windows
from model.checks import checked_threshold, checked_view
from model.decode import Array, decode_sentiment, decode_stance, total_variation
from model.doubt import abstained, doubt_of, words_agree
from model.engines import Engine, Logits, choose_engine
from model.inputs import Encoded, InputEncoder
from model.labels import Abstention, View
from model.reading import ReadQuote, read_text, read_utterance
from model.sides import SideTable
from model.types import ModelId, Prediction, StanceResult, Utterance

WINDOW = 128  # items among which examples of like length are sought
Batched = tuple[list[int], Future[Logits]]  # the indices of rows that are computed together, and what will come of it
_VIEWS_OF = {View.CONTEXT: (View.CONTEXT,), View.TEXT: (View.TEXT,), View.BOTH: (View.CONTEXT, View.TEXT)}


@dataclass(frozen=True, slots=True)
class Prepared:
    """One item, tokenised: `inputs` holds an encoded example for each view that was asked for."""

    id: str | None
    reading: ReadQuote
    views: tuple[View, ...]
    inputs: tuple[Encoded, ...]

    @property
    def tokens(self) -> int:
        return sum(map(len, self.inputs))

    @property
    def keys(self) -> tuple[str, ...]:
        """Return, for each view, a digest of all that the logits depend on beside the model."""
        return tuple(hashlib.sha256(repr((e.ids, e.segments, e.condition)).encode()).hexdigest() for e in self.inputs)


class Classifier:
    """A bundle on a device. All methods may run in any thread."""

    def __init__(self, bundle: Bundle, engine: Engine, sides: SideTable | None = None) -> None:
        self.metadata: Metadata = bundle.metadata
        self.folder: Path | None = None  # that it was loaded from; None for the shipped one
        self.engine = engine
        self.sides = sides or SideTable.load()
        self._inputs = InputEncoder(bundle.metadata.architecture.base, bundle.metadata.inputs)

    @classmethod
    def load(
        cls,
        path: Path | str | None = None,
        device: str = "auto",
        sides: Path | str | None = None,
        engine: str | None = None,
    ) -> "Classifier":
        """Load a model folder, by default the shipped one, and a user's own table of sides over the shipped one.

        `engine` is one of model.engines.ENGINES, or None for what QUOTESTANCE_ENGINE names and else "auto"; its files
        are made when a model is first loaded, and kept.
        Raises BundleError, DeviceError, or InputError (of the table), each saying what is wrong.
        """
        bundle = Bundle.load(path)
        loaded = cls(bundle, choose_engine(engine, bundle, device), SideTable.load(sides))
        loaded.folder = None if path is None else Path(path)
        return loaded

    @cached_property
    def model_id(self) -> ModelId:
        return ModelId(self.metadata.name, self.metadata.version)

    def classify(
        self, utterances: Iterable[Utterance], view: View | str = View.CONTEXT, threshold: float | None = None
    ) -> list[Prediction]:
        """Return one prediction for each utterance, in their order.

        `threshold`: the least probability (0..1) at which a stance is vouched for, instead of the model's own.
        Raises InputError for an unknown view or a threshold that is no probability.
        """
        wanted = checked_view(view)
        return list(self.predict((self.prepare(utterance, wanted) for utterance in utterances), threshold))

    def prepare(self, utterance: Utterance, view: View = View.CONTEXT) -> Prepared:
        """Resolve the speaker and tokenise one item."""
        return self._tokenised(utterance.id, read_utterance(utterance, self.sides), _VIEWS_OF[view])

    def prepare_article(self, text: str, view: View = View.CONTEXT, date: dt.date | None = None) -> list[Prepared]:
        """Find and tokenise every quoted sentence of an article of that date; ids are their numbers, from "1"."""
        readings = read_text(text, self.sides, date)
        return [self._tokenised(str(number), reading, _VIEWS_OF[view]) for number, reading in enumerate(readings, 1)]

    def prepare_again(self, item: Prepared) -> Prepared:
        """Tokenise an item that another model prepared, whose base may be another; it is not read again."""
        return self._tokenised(item.id, item.reading, item.views)

    def _tokenised(self, name: str | None, reading: ReadQuote, views: tuple[View, ...]) -> Prepared:
        return Prepared(name, reading, views, tuple(self._inputs.encode(reading.example, one) for one in views))

    def logits(self, rows: Sequence[Encoded]) -> Logits:
        """Return the logits of encoded examples, computed as one padded batch."""
        return self.engine.logits(self._inputs.batch(rows))

    def predict(self, prepared: Iterable[Prepared], threshold: float | None = None) -> Iterator[Prediction]:
        """Yield predictions in order; while some items are computed, the next are taken from `prepared`.

        Within a window examples of like length are computed together, in as many batches at once as the engine likes.
        Raises InputError, before anything is computed, where `threshold` is no probability.
        """
        checked_threshold(threshold)
        begun: deque[tuple[list[Prepared], list[Batched]]] = deque()
        try:
            for window in windows(prepared, WINDOW):
                begun.append((window, self._begin([row for item in window for row in item.inputs])))
                if len(begun) > 1:
                    yield from self._decoded(*begun.popleft(), threshold)
            while begun:
                yield from self._decoded(*begun.popleft(), threshold)
        finally:  # whoever stops taking predictions wants none of those that are queued
            for future in (future for _, batches in begun for _, future in batches):
                future.cancel()

    def _begin(self, rows: Sequence[Encoded]) -> list[Batched]:
        batches = by_length(list(map(len, rows)), self.engine.bulk_tokens)
        return [(batch, self._lanes.submit(self.logits, [rows[index] for index in batch])) for batch in batches]

    def _decoded(
        self, items: Sequence[Prepared], batches: Sequence[Batched], threshold: float | None
    ) -> Iterator[Prediction]:
        count = sum(len(item.inputs) for item in items)
        stance, sentiment = np.empty((count, 3)), np.empty((count, 3))
        for batch, future in batches:
            logits = future.result()
            stance[batch], sentiment[batch] = logits.stance, logits.sentiment
        position = 0
        for item in items:
            part = slice(position, position := position + len(item.inputs))
            yield self.decode(item, Logits(stance[part], sentiment[part]), threshold)

    @cached_property
    def _lanes(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.engine.lanes, thread_name_prefix="lane")

    def decode(self, item: Prepared, logits: Logits, threshold: float | None = None) -> Prediction:
        """Turn the logits of one item, a row for each of its views, into a prediction.

        `threshold`: the least probability at which a stance is vouched for, instead of the model's own.
        """
        doubt = doubt_of(item.reading)
        rows = zip(item.views, logits.stance, strict=True)
        stances = words_agree([self._stance(view, row, threshold, doubt) for view, row in rows])
        sentiment = self.metadata.calibration.of(item.views[0]).sentiment.probabilities(logits.sentiment[:1])[0]
        both = stances[1] if len(stances) > 1 else None
        return Prediction(
            id=item.id,
            quote=item.reading.quote,
            speaker=item.reading.speaker,
            stance=stances[0],
            sentiment=decode_sentiment(sentiment),
            model=self.model_id,
            truncated=any(encoded.truncated for encoded in item.inputs),
            stance_text=both,
            context_reliance=total_variation(stances[0], both) if both else None,
        )

    def _stance(self, view: View, logits: Array, threshold: float | None, doubt: Abstention | None) -> StanceResult:
        calibration = self.metadata.calibration.of(view)
        limit = calibration.threshold if threshold is None else threshold
        result = decode_stance(calibration.stance.probabilities(logits[None])[0], limit)
        return abstained(result, doubt) if doubt else result
