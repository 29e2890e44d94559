"""Fine-tuning one network: several stages, early stopping, and a checkpoint after every epoch."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import accumulate
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from model.labels import Side, View
from model.network import Network
from model.progress import Progress
from training.config import Config, Stage
from training.data.examples import UNLABELLED, Labelled
from training.tuning.balance import Balance, balance_of
from training.tuning.checkpoint import read_checkpoint, write_checkpoint
from training.tuning.logits import macro_f1_scores, task_logits
from training.tuning.network import Tuned, new_network
from training.tuning.states import State, States, condition, pad, products_in

GRADIENT_NORM = 1.0
SCORED = np.array([0.5, 0.25, 0.25])  # how much each task weighs where epochs are compared
BUCKET = 8  # batches are cut from this many batches' worth of shuffled rows, sorted by length


@dataclass(frozen=True, slots=True)
class Row:
    """One example as one epoch shows it: in one view, with that view's answers and its weight."""

    state: State
    condition: int
    stance: int
    sentiment: int
    stance_weight: float
    sentiment_weight: float


@dataclass
class Advance:
    """How far a run has come."""

    stage: int = 0  # stages that are finished
    epoch: int = 0  # of all stages
    step: int = 0  # within the stage
    best_score: float = -1.0
    since_best: int = 0


@dataclass(frozen=True)
class Course:
    """What one network goes through: its seed, its stages, and the tuned tensors it starts from beside the base's own.

    `select` keeps the epoch that does best on what is held out and stops early; without it the last epoch counts.
    """

    name: str
    seed: int
    stages: tuple[Stage, ...]
    start: Tuned = field(default_factory=dict)
    select: bool = True


@dataclass(frozen=True)
class Material:
    """What is learnt from, what is held out, and the states of both."""

    train: Sequence[Labelled]
    held_out: Sequence[Labelled]
    states: States


class Trainer:
    """Takes one network through a course."""

    def __init__(self, config: Config, course: Course, material: Material) -> None:
        self.config, self.course, self.material = config, course, material
        self.network = new_network(config)
        self.network.load_state_dict(dict(course.start), strict=False)
        self.optimiser = torch.optim.AdamW(_groups(self.network), weight_decay=config.weight_decay, fused=True)
        self.state = Advance()
        self.best: dict[str, Tensor] = {}

    def run(self, checkpoint: Path, progress: Progress) -> Network:
        """Train to the end, taking up the checkpoint where there is one; returns the tuned network."""
        self._resume(checkpoint)
        ends = list(accumulate(stage.epochs for stage in self.course.stages))
        for number, (stage, end) in enumerate(zip(self.course.stages, ends, strict=True)):
            if self.state.stage > number:
                continue  # finished before an interruption
            taught = any(_weight(stage, row) for row in self.material.train)
            if not taught:
                progress.say(f"{self.course.name}: stage {number + 1} is left out, since nothing given weighs in it")
            while taught and self.state.epoch < end and self.state.since_best < self.config.patience:
                loss = self._epoch(stage, progress)
                self._judge(loss, progress)
                self._save(checkpoint)
            self.state = replace(self.state, stage=number + 1, epoch=end, step=0, since_best=0)
            self._save(checkpoint)
        self.network.load_state_dict(self.best, strict=False)  # where no stage had anything to learn from: nothing
        return self.network.eval()

    def _epoch(self, stage: Stage, progress: Progress) -> float:
        seed_everything(1000 * self.course.seed + self.state.epoch)
        rows = list(self._rows(stage))
        batches = _batches(rows, self.config.batch_size)
        self.network.train()
        losses = []
        for batch in progress.track(batches, f"{self.course.name}, epoch {self.state.epoch + 1}"):
            self._set_rates(stage, stage.epochs * len(batches))
            losses.append(self._step(batch))
        self.state.epoch += 1
        return float(np.mean(losses))

    def _rows(self, stage: Stage) -> Iterator[Row]:
        """Yield each example in the context view, now and then without its side, and some in the text view as well."""
        taught = [labelled for labelled in self.material.train if _weight(stage, labelled)]
        balance = balance_of(taught, self.config.balance)
        for labelled in taught:
            weight = _weight(stage, labelled) * self.config.sure_weights[labelled.unit.labels.sure - 1]
            side = Side.UNKNOWN if random.random() < self.config.side_dropout else None  # noqa: S311
            yield self._row(labelled, View.CONTEXT, condition(labelled, View.CONTEXT, side), weight, balance)
            if not labelled.only_tone and random.random() < self.config.text_share:  # noqa: S311
                yield self._row(labelled, View.TEXT, condition(labelled, View.TEXT), weight, balance)

    def _row(self, labelled: Labelled, view: View, told: int, weight: float, balance: Balance) -> Row:
        stance = labelled.stance_text if view is View.TEXT else labelled.stance
        return Row(
            state=self.material.states[labelled.unit.id, view],
            condition=told,
            stance=stance,
            sentiment=labelled.sentiment,
            stance_weight=0.0 if labelled.only_tone else weight * float(balance.stance(view)[stance]),
            sentiment_weight=weight * self.config.sentiment_weight * float(balance.sentiment[labelled.sentiment]),
        )

    def _step(self, rows: Sequence[Row]) -> float:
        batch = pad([row.state for row in rows], [row.condition for row in rows])
        with products_in(self.config.precision):
            stance, sentiment = self.network.heads(batch.hidden, batch.mask, batch.segments, batch.condition)
        mean = (
            _loss(stance, [row.stance for row in rows], [row.stance_weight for row in rows])
            + _loss(sentiment, [row.sentiment for row in rows], [row.sentiment_weight for row in rows])
        ).mean()
        self.optimiser.zero_grad()
        mean.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), GRADIENT_NORM)
        self.optimiser.step()
        return mean.item()

    def _set_rates(self, stage: Stage, steps: int) -> None:
        """Warm up, then fall linearly over the stage; its last batch is learnt from, too."""
        before, self.state.step = self.state.step / steps, self.state.step + 1
        factor = min(1.0, self.state.step / steps / self.config.warmup) if self.config.warmup else 1.0
        factor *= max(0.0, 1 - before)
        encoder, heads = self.optimiser.param_groups
        encoder["lr"], heads["lr"] = factor * stage.learning_rate, factor * stage.head_learning_rate

    def _judge(self, loss: float, progress: Progress) -> None:
        score = self.held_out_score()
        if not self.course.select or score > self.state.best_score:
            self.state.best_score, self.state.since_best = score, 0
            self.best = {name: tensor.clone() for name, tensor in self.network.tuned_state().items()}
        else:
            self.state.since_best += 1
        progress.say(f"{self.course.name}, epoch {self.state.epoch}: loss {loss:.3f}, held-out macro-F1 {score:.3f}")

    def held_out_score(self) -> float:
        """Return the mean macro-F1 of stance in both views and sentiment, on the held-out examples."""
        tasks = task_logits(self.network, self.material.states, self.material.held_out)
        return float(SCORED @ macro_f1_scores(tasks))

    def _save(self, checkpoint: Path) -> None:
        held = {"network": self.network.tuned_state(), "best": self.best, "optimiser": self.optimiser.state_dict()}
        write_checkpoint(checkpoint, held | {"state": asdict(self.state)})

    def _resume(self, checkpoint: Path) -> None:
        held = read_checkpoint(checkpoint)
        if held is None:
            return
        self.network.load_state_dict(held["network"], strict=False)
        self.optimiser.load_state_dict(held["optimiser"])
        self.best, self.state = held["best"], Advance(**held["state"])


def _weight(stage: Stage, labelled: Labelled) -> float:
    if labelled.only_tone:
        return stage.tone_weight if labelled.unit.real else stage.target_weight
    return stage.real_weight if labelled.unit.real else stage.authored_weight


def _loss(logits: Tensor, answers: Sequence[int], weights: Sequence[float]) -> Tensor:
    """Return the weighted cross-entropy (B,) of logits (B, 3); 0 where the answer is not known."""
    each = cross_entropy(logits.float(), torch.tensor(answers), reduction="none", ignore_index=UNLABELLED)
    return each * torch.tensor(weights)


def seed_everything(seed: int) -> None:
    """Seed every source of chance that training draws on."""
    random.seed(seed)
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
