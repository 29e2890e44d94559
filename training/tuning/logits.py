"""What a network makes of labelled examples whose states are held."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from model.engines import Logits
from model.labels import View
from model.network import Network
from training.data.examples import Labelled
from training.data.tasks import CLASSES
from training.evaluation.metrics import Array, macro_f1
from training.tuning.states import States, condition, pad

BATCH = 64


def network_logits(network: Network, states: States, rows: Sequence[Labelled], view: View) -> Logits:
    """Return the logits (len(rows), 3) of both heads, in the order of the rows."""
    held = [states[row.unit.id, view] for row in rows]
    order = sorted(range(len(rows)), key=lambda index: len(held[index]))
    stance, sentiment = np.zeros((len(rows), CLASSES)), np.zeros((len(rows), CLASSES))
    network.eval()
    with torch.inference_mode():
        for start in range(0, len(order), BATCH):
            chunk = order[start : start + BATCH]
            batch = pad([held[index] for index in chunk], [condition(rows[index], view) for index in chunk])
            one, two = network.heads(batch.hidden, batch.mask, batch.segments, batch.condition)
            stance[chunk] = (one + network.wide(batch.ids, batch.mask, batch.condition)).numpy()
            sentiment[chunk] = two.numpy()
    return Logits(stance, sentiment)


@dataclass(frozen=True)
class TaskLogits:
    """What a network makes of labelled examples in one task: logits (n, 3) and the answers (n,)."""

    logits: Array
    gold: Sequence[int]


def task_logits(network: Network, states: States, rows: Sequence[Labelled]) -> tuple[TaskLogits, ...]:
    """Return three tasks: stance in context, stance of the text alone, and sentiment."""
    context, text = (network_logits(network, states, rows, view) for view in (View.CONTEXT, View.TEXT))
    return (
        TaskLogits(context.stance, [row.stance for row in rows]),
        TaskLogits(text.stance, [row.stance_text for row in rows]),
        TaskLogits(context.sentiment, [row.sentiment for row in rows]),
    )


def macro_f1_scores(tasks: Iterable[TaskLogits]) -> Array:
    """Return the macro-F1 of each task."""
    return np.array([macro_f1(task.gold, task.logits.argmax(1)) for task in tasks])
