"""Letting two models answer the same quotes and the same tests."""

from collections.abc import Sequence
from pathlib import Path

from model.classifier import Classifier
from model.progress import Progress
from training.behaviour import run_suite
from training.behaviour.cases import BehaviourTest
from training.compare.comparison import Comparison
from training.compare.paired import compare
from training.data.units import Unit
from training.evaluation.end_to_end import answer


def measure(
    folders: tuple[Path, Path],
    units: Sequence[Unit],
    tests: Sequence[BehaviourTest],
    progress: Progress,
    device: str = "auto",
) -> Comparison:
    """Compare the models in two folders, champion and challenger, one after the other in memory."""
    names, answers, behaviours = [], [], []
    for folder in folders:
        classifier = Classifier.load(folder, device)
        names.append(classifier.metadata.version)
        answers.append(answer(classifier, units, progress))
        behaviours.append(run_suite(classifier, tests))
    return compare((names[0], names[1]), (answers[0], answers[1]), (behaviours[0], behaviours[1]))
