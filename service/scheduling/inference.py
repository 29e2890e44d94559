"""One batch through the engine, so that one bad example never fails its mates."""

import gc
import logging
from collections.abc import Sequence

import numpy as np
import torch

from model.classifier import Classifier
from model.inputs import Encoded
from service.errors.problems import Failure, Reason
from service.scheduling.work import Row

log = logging.getLogger(__name__)
FAILED = Failure(Reason.INFERENCE_FAILED, "the model failed on this item; its batch-mates are not affected")
NOT_FINITE = Failure(Reason.INFERENCE_FAILED, "the model gave no finite scores for this item")


def infer(classifier: Classifier, rows: Sequence[Encoded]) -> list[Row | Failure]:
    """Return logits, or a failure, for each example.

    A batch that fails, or does not fit into memory, is halved until the culprit stands alone.
    """
    try:
        return _rows(classifier, rows)
    except Exception as error:  # whatever an engine raises, it must not reach the other items
        out_of_memory = is_out_of_memory(error)
        log.exception("a batch failed", extra={"batch_items": len(rows), "out_of_memory": out_of_memory})
    if out_of_memory:
        release_memory()
    if len(rows) == 1:
        return [_alone(classifier, rows)] if out_of_memory else [FAILED]
    half = len(rows) // 2
    return infer(classifier, rows[:half]) + infer(classifier, rows[half:])


def _rows(classifier: Classifier, rows: Sequence[Encoded]) -> list[Row | Failure]:
    logits = classifier.logits(rows)
    pairs = zip(logits.stance, logits.sentiment, strict=True)
    return [Row(*pair) if all(np.isfinite(part).all() for part in pair) else NOT_FINITE for pair in pairs]


def _alone(classifier: Classifier, rows: Sequence[Encoded]) -> Row | Failure:
    try:
        return _rows(classifier, rows)[0]
    except Exception:
        log.exception("a single item failed again after memory was released")
        return FAILED


def is_out_of_memory(error: Exception) -> bool:
    """Say whether the engine ran out of memory; PyTorch on the CPU raises a bare RuntimeError for it."""
    known = isinstance(error, MemoryError | torch.OutOfMemoryError)
    return known or (isinstance(error, RuntimeError) and "allocate memory" in str(error))


def keep_in_memory() -> None:
    """Take what is loaded by now out of the garbage collector's rounds: walking the tables stops all threads.

    What was kept before and is no longer used goes first.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def release_memory() -> None:
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
