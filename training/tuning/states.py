"""What the frozen lower layers make of every example, computed once, so that epochs cost the upper layers only."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from model.encoder import condition_of
from model.inputs import Encoded, InputEncoder
from model.labels import Side, View
from model.network import Network
from model.progress import Progress
from training.config import Config, Precision
from training.data.examples import Labelled
from training.tuning.network import new_network

BATCH = 64
VIEWS = (View.CONTEXT, View.TEXT)


@dataclass(frozen=True, slots=True)
class State:
    """One example in one view below the first tuned layer: hidden (T, D) in half precision, ids and segments (T,)."""

    hidden: Tensor
    ids: Tensor
    segments: Tensor

    def __len__(self) -> int:
        return len(self.segments)


@dataclass(frozen=True, slots=True)
class StateBatch:
    """Padded states: hidden (B, T, D), ids, mask and segments (B, T), condition (B,)."""

    hidden: Tensor
    ids: Tensor
    mask: Tensor
    segments: Tensor
    condition: Tensor


States = Mapping[tuple[str, View], State]  # of examples, by the unit's id and the view


def read_states(config: Config, rows: Sequence[Labelled], progress: Progress) -> States:
    """Return what the frozen layers of the recipe's base make of the rows, in the recipe's precision."""
    network, inputs = new_network(config).eval(), InputEncoder(config.base, config.inputs)
    # Of what is known by its tone alone, the text view is never asked for.
    shown = [(row, view) for row in rows for view in VIEWS if view is View.CONTEXT or not row.only_tone]
    encoded = {(row.unit.id, view): inputs.encode(row.example, view) for row, view in shown}
    order = sorted(encoded, key=lambda key: len(encoded[key]))
    chunks = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    found: dict[tuple[str, View], State] = {}
    for chunk in progress.track(chunks, "reading with the frozen layers"):
        with products_in(config.precision):
            states = _states(network, inputs, [encoded[key] for key in chunk])
        found |= zip(chunk, states, strict=True)
    return found


def products_in(precision: Precision) -> AbstractContextManager[Any]:
    """Return a context in which matrix products have that precision, whatever goes in."""
    return torch.autocast("cpu", torch.bfloat16, enabled=precision == "bfloat16")


def _states(network: Network, inputs: InputEncoder, rows: Sequence[Encoded]) -> list[State]:
    batch = inputs.batch(rows)
    with torch.no_grad():
        hidden = network.encoder.lower(batch.ids, batch.mask, batch.segments).half()
    # Clones, since a slice would keep the whole padded batch in memory.
    held = (hidden, batch.ids, batch.segments)
    return [State(*(tensor[row, : len(one)].clone() for tensor in held)) for row, one in enumerate(rows)]


def pad(states: Sequence[State], conditions: Sequence[int]) -> StateBatch:
    """Pad states to the longest of them."""
    hidden = torch.nn.utils.rnn.pad_sequence([state.hidden for state in states], batch_first=True)
    ids = torch.nn.utils.rnn.pad_sequence([state.ids for state in states], batch_first=True)
    segments = torch.nn.utils.rnn.pad_sequence([state.segments for state in states], batch_first=True)
    lengths = torch.tensor([len(state) for state in states])
    mask = (torch.arange(hidden.shape[1])[None, :] < lengths[:, None]).long()
    return StateBatch(hidden.float(), ids, mask, segments, torch.tensor(conditions))


def condition(row: Labelled, view: View, side: Side | None = None) -> int:
    """Return the condition of an example, with its own side or another."""
    return condition_of(view, row.example.side if side is None else side)
