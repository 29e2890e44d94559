"""The whole tuning: what all seeds share, then each seed, then the mean of their weights."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from model.network import Network
from model.progress import Progress
from training.config import Config
from training.fit import Course, Material, Trainer, new_network
from training.wide import fit_wide

Tuned = Mapping[str, Tensor]


def tune(config: Config, material: Material, work: Path, progress: Progress) -> list[Tuned]:
    """Return the tuned tensors of every seed; what is half done lies in `work` and is taken up again."""
    start: Tuned = {}
    if config.shared_stages:
        course = Course("shared", config.seeds[0], config.shared_stages, select=False)
        start = Trainer(config, course, material).run(work / "shared.pt", progress).tuned_state()
    # No gradient ever reaches the linear part, so it stays what it is here.
    table = fit_wide(new_network(config).wide, material.states, material.train, config)
    start = {**start, "wide.table": table}
    courses = [Course(f"seed {seed}", seed, config.stages, start) for seed in config.seeds]
    return [
        Trainer(config, course, material).run(work / f"seed-{course.seed}.pt", progress).tuned_state()
        for course in courses
    ]


def average(config: Config, members: Sequence[Tuned]) -> Network:
    """Return the network whose weights are the mean of the members' (model soup, Wortsman et al. 2022)."""
    network = new_network(config)
    mean = {name: torch.stack([member[name] for member in members]).mean(0) for name in members[0]}
    # Weights are saved in half precision; what is calibrated and measured must be what is saved.
    network.load_state_dict({name: tensor.half().float() for name, tensor in mean.items()}, strict=False)
    return network.eval()
