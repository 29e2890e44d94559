"""Fine-tuning: one seed, several stages, early stopping, and a checkpoint after every epoch."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from model.labels import Side, View
from model.network import Architecture, Network
from training.config import Config, Stage
from training.evaluate import macro_f1, network_logits
from training.examples import Labelled
from training.progress import Progress
from training.states import State, States, condition, pad

GRADIENT_NORM = 1.0
BUCKET = 8  # batches are cut from this many batches' worth of shuffled rows, sorted by length


@dataclass(frozen=True, slots=True)
class Row:
    """One example as one epoch shows it: in one view, with that view's answers and its weight."""

    state: State
    condition: int
    stance: int
    sentiment: int
    weight: float


@dataclass
class Advance:
    """How far a run has come."""

    epoch: int = 0
    step: int = 0  # within the stage
    best_score: float = -1.0
    since_best: int = 0


class Trainer:
    """Tunes one network on `train`, keeping the epoch that does best on `held_out`."""

    def __init__(
        self, config: Config, seed: int, train: Sequence[Labelled], held_out: Sequence[Labelled], states: States
    ) -> None:
        self.config, self.seed, self.train, self.held_out, self.states = config, seed, train, held_out, states
        self.network = new_network(config)
        self.optimiser = torch.optim.AdamW(_groups(self.network), weight_decay=config.weight_decay)
        self.state = Advance()
        self.best: dict[str, Tensor] = {}

    def run(self, checkpoint: Path, progress: Progress) -> Network:
        """Train to the end, taking up the checkpoint where there is one; returns the network of the best epoch."""
        self._resume(checkpoint)
        ends = list(accumulate(stage.epochs for stage in self.config.stages))
        for stage, end in zip(self.config.stages, ends, strict=True):
            while self.state.epoch < end and self.state.since_best < self.config.patience:
                self.state.step = 0 if self.state.epoch == end - stage.epochs else self.state.step
                loss = self._epoch(stage, progress)
                self._judge(loss, progress)
                self._save(checkpoint)
            self.state.since_best = 0
            self.state.epoch = max(self.state.epoch, end)
        self.network.load_state_dict(self.best, strict=False)
        return self.network.eval()

    def _epoch(self, stage: Stage, progress: Progress) -> float:
        seed_everything(1000 * self.seed + self.state.epoch)
        rows = list(self._rows(stage))
        batches = _batches(rows, self.config.batch_size)
        self.network.train()
        losses = []
        for batch in progress.track(batches, f"seed {self.seed}, epoch {self.state.epoch + 1}"):
            self._set_rates(stage, stage.epochs * len(batches))
            losses.append(self._step(batch))
        self.state.epoch += 1
        return float(np.mean(losses))

    def _rows(self, stage: Stage) -> Iterator[Row]:
        """Yield each example once, in the context view or the text view, now and then without its side."""
        for labelled in self.train:
            weight = stage.real_weight if labelled.unit.real else stage.authored_weight
            if weight == 0:
                continue
            weight *= self.config.sure_weights[labelled.unit.labels.sure - 1]
            view = View.TEXT if random.random() < self.config.text_share else View.CONTEXT  # noqa: S311
            side = Side.UNKNOWN if random.random() < self.config.side_dropout else None  # noqa: S311
            stance = labelled.stance_text if view is View.TEXT else labelled.stance
            state = self.states[labelled.unit.id, view]
            yield Row(state, condition(labelled, view, side), stance, labelled.sentiment, weight)

    def _step(self, rows: Sequence[Row]) -> float:
        batch = pad([row.state for row in rows], [row.condition for row in rows])
        stance, sentiment = self.network.heads(batch.hidden, batch.mask, batch.segments, batch.condition)
        weights = torch.tensor([row.weight for row in rows])
        loss = self._loss(stance, [row.stance for row in rows])
        loss = loss + self.config.sentiment_weight * self._loss(sentiment, [row.sentiment for row in rows])
        mean = (loss * weights).mean()
        self.optimiser.zero_grad()
        mean.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), GRADIENT_NORM)
        self.optimiser.step()
        return mean.item()

    def _loss(self, logits: Tensor, answers: Sequence[int]) -> Tensor:
        return cross_entropy(
            logits, torch.tensor(answers), reduction="none", label_smoothing=self.config.label_smoothing
        )

    def _set_rates(self, stage: Stage, steps: int) -> None:
        """Warm up, then fall linearly to zero over the stage."""
        self.state.step += 1
        done = self.state.step / steps
        factor = min(1.0, done / self.config.warmup) if self.config.warmup else 1.0
        factor *= max(0.0, 1 - done)
        encoder, heads = self.optimiser.param_groups
        encoder["lr"], heads["lr"] = factor * stage.learning_rate, factor * stage.head_learning_rate

    def _judge(self, loss: float, progress: Progress) -> None:
        score = self.held_out_score()
        if score > self.state.best_score:
            self.state.best_score, self.state.since_best = score, 0
            self.best = {name: tensor.clone() for name, tensor in self.network.tuned_state().items()}
        else:
            self.state.since_best += 1
        progress.say(f"seed {self.seed}, epoch {self.state.epoch}: loss {loss:.3f}, held-out macro-F1 {score:.3f}")

    def held_out_score(self) -> float:
        """Return the mean macro-F1 of stance in both views and sentiment, on the held-out examples."""
        context = network_logits(self.network, self.states, self.held_out, View.CONTEXT)
        text = network_logits(self.network, self.states, self.held_out, View.TEXT)
        return float(
            0.5 * macro_f1([row.stance for row in self.held_out], context.stance.argmax(1))
            + 0.25 * macro_f1([row.stance_text for row in self.held_out], text.stance.argmax(1))
            + 0.25 * macro_f1([row.sentiment for row in self.held_out], context.sentiment.argmax(1))
        )

    def _save(self, checkpoint: Path) -> None:
        beside = checkpoint.with_suffix(".part")
        held = {"network": self.network.tuned_state(), "best": self.best, "optimiser": self.optimiser.state_dict()}
        torch.save(held | {"state": asdict(self.state)}, beside)
        beside.replace(checkpoint)

    def _resume(self, checkpoint: Path) -> None:
        if not checkpoint.is_file():
            return
        held = torch.load(checkpoint, weights_only=True)
        self.network.load_state_dict(held["network"], strict=False)
        self.optimiser.load_state_dict(held["optimiser"])
        self.best, self.state = held["best"], Advance(**held["state"])


def new_network(config: Config) -> Network:
    """Return the base with new heads, the same for every seed so that weights can be averaged."""
    torch.manual_seed(config.seeds[0])
    network = Network(Architecture(config.base, config.tuned_layers, dropout=config.dropout))
    for module in network.encoder.modules():  # the lower layers never train, so only the upper ones drop
        if isinstance(module, nn.Dropout):
            module.p = config.encoder_dropout
    return network


def seed_everything(seed: int) -> None:
    """Seed every source of chance that training draws on."""
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 (libraries draw on the global generator)
    torch.manual_seed(seed)


def _groups(network: Network) -> list[dict[str, object]]:
    encoder = list(network.encoder.tuned_parameters())
    known = set(map(id, encoder))
    heads = [parameter for parameter in network.parameters() if parameter.requires_grad and id(parameter) not in known]
    return [{"params": encoder}, {"params": heads}]


def _batches(rows: list[Row], size: int) -> list[list[Row]]:
    """Cut shuffled rows into batches of like length, themselves in random order."""
    random.shuffle(rows)
    buckets = (rows[start : start + BUCKET * size] for start in range(0, len(rows), BUCKET * size))
    ordered = [sorted(bucket, key=lambda row: len(row.state)) for bucket in buckets]
    batches = [bucket[start : start + size] for bucket in ordered for start in range(0, len(bucket), size)]
    random.shuffle(batches)
    return batches
