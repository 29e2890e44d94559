"""The whole tuning: what all seeds share, then each seed."""

from pathlib import Path

from model.progress import Progress
from training.config import Config
from training.tuning.network import Tuned, new_network
from training.tuning.trainer import Course, Material, Trainer
from training.tuning.wide import fit_wide


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
