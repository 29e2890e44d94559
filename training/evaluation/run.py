"""Measuring a classifier on labelled real news, beside the baselines."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from model.artifacts.figures import Companion, Data, Figures, TaskFigures
from model.artifacts.metadata import read_metadata
from model.classifier import Classifier
from model.drift import Profile, profile
from model.errors import InputError
from model.files.hashing import sha256_of
from model.progress import Progress
from training.behaviour import run_suite
from training.behaviour.cases import read_tests, select
from training.behaviour.report import figures as behaviour_figures
from training.data.examples import Labelled, label_units
from training.data.frozen import read_frozen
from training.data.tasks import SENTIMENT, STANCE
from training.data.units import Unit
from training.evaluation.baselines import baselines
from training.evaluation.end_to_end import Answers, answer, report, slices, table, vouched
from training.evaluation.metrics import coverage_table, figures


@dataclass(frozen=True)
class Evaluation:
    """Files of labelled quotes, with their text or by reference, and the files of the articles referred to."""

    files: tuple[Path, ...]
    articles: tuple[Path, ...] = ()
    companion: Path | None = None  # a model folder whose figures stand in the card beside this one's
    behaviour: tuple[str, ...] = ()  # tests of the behaviour suite, by name; all where none is named

    def units(self) -> list[Unit]:
        """Return the labelled units; raises InputError, RowError."""
        return read_frozen(self.files, self.articles)

    def run(
        self, classifier: Classifier, units: Sequence[Unit], train: Sequence[Labelled] | None, progress: Progress
    ) -> "Measured":
        """Return every figure of its own `units` and the profile; baselines are fitted on `train` where it is given."""
        answers = answer(classifier, units, progress)
        found = self._figures(classifier, answers, train)
        return Measured(found, profile(filter(None, answers.predictions)), answers)

    def _figures(self, classifier: Classifier, answers: Answers, train: Sequence[Labelled] | None) -> Figures:
        gold, probabilities = table(STANCE, answers)
        return Figures(
            **dict(report(answers)),
            data=self._data(answers.units),
            coverage=coverage_table(probabilities, gold),
            vouched=vouched(answers),
            slices=slices(answers),
            behaviour=behaviour_figures(run_suite(classifier, select(read_tests(), self.behaviour))),
            companion=self.companion_figures() if self.companion else None,
            baselines=_baselines(train, answers, classifier) if train else None,
        )

    def _data(self, units: Sequence[Unit]) -> Data:
        names = ", ".join(file.name for file in self.files)
        return Data(name=names, sha256=self._sha256, units=len(units), real=sum(unit.real for unit in units))

    @property
    def _sha256(self) -> str:
        hashes = [sha256_of(file) for file in self.files]
        return hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()

    def companion_figures(self) -> Companion:
        """Return the companion's figures, as it was measured when it was trained.

        Raises BundleError where it is no model, InputError where it was not measured, or on other data.
        """
        assert self.companion is not None
        metadata = read_metadata(self.companion)
        if not metadata.figures:
            raise InputError(
                f"{self.companion} holds no figures; train it with --evaluate to show it beside another model"
            )
        data = metadata.figures.data
        if data.sha256 != self._sha256:
            raise InputError(
                f"{self.companion} was measured on other data ({data.name}, SHA-256 {data.sha256[:12]}) than "
                f"this model will be ({self._sha256[:12]}); train it with the same --evaluate to show it beside"
            )
        corpora = ", ".join(corpus.name for corpus in metadata.corpora)
        return Companion(corpora=corpora, minutes=metadata.training.get("minutes"), **dict(metadata.figures.tasks()))


@dataclass(frozen=True)
class Measured:
    """What an evaluation found: the figures, the shares of labels that drift is measured against, and the answers."""

    figures: Figures
    profile: Profile
    answers: Answers


def _baselines(
    train: Sequence[Labelled], answers: Answers, classifier: Classifier
) -> dict[str, dict[str, TaskFigures]]:
    """Return the figures of each baseline for stance and sentiment, told the side that the product resolves."""
    test = label_units(answers.units, classifier.sides)
    groups = [unit.group for unit in answers.units]
    found: dict[str, dict[str, TaskFigures]] = {}
    for task in (STANCE, SENTIMENT):
        gold = [task.gold(unit.labels) for unit in answers.units]
        scored = baselines(train, test, task).items()
        found[task.name] = {name: figures(gold, probabilities, groups, task.labels) for name, probabilities in scored}
    return found
