"""What a training run learns from: files named, checked, read and weighed."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from model.artifacts.metadata import Corpus
from model.files.hashing import sha256_of
from model.sides import SideTable
from training.data.examples import Labelled, label_targets, label_tones, label_units
from training.data.targets import read_targets
from training.data.units import AUTHORED, Unit, check_ids, read_authored, read_references, read_texts, read_tones


@dataclass(frozen=True)
class Sources:
    """Files of labelled units: `authored` hold their text, `real` refer to quotes in the texts of `articles`."""

    authored: tuple[Path, ...] = AUTHORED
    real: tuple[Path, ...] = ()
    articles: tuple[Path, ...] = ()
    targets: tuple[Path, ...] = ()  # sentiment towards a target, an auxiliary task
    tones: tuple[Path, ...] = ()  # references that judge the tone alone

    def read(self) -> tuple[list[Unit], tuple[Corpus, ...]]:
        """Return all units, and what each file was; raises RowError."""
        held = [(path, read_authored(path)) for path in self.authored]
        held += [(path, read_references(path, self._texts)) for path in self.real]
        corpora = tuple(_corpus(path, len(units)) for path, units in held)
        return [unit for _, units in held for unit in units], corpora

    @cached_property
    def _texts(self) -> dict[str, str]:
        return read_texts(self.articles)

    def examples(self, sides: SideTable) -> tuple[list[Labelled], tuple[Corpus, ...]]:
        """Return all examples, and what each file was; raises RowError, or InputError where an id is given twice."""
        units, corpora = self.read()
        rows = label_units(units, sides)
        for path in self.targets:
            targets = read_targets(path)
            rows += label_targets(targets)
            corpora = (*corpora, _corpus(path, len(targets)))
        for path in self.tones:
            quotes = read_tones(path, self._texts)
            rows += label_tones(quotes, sides)
            corpora = (*corpora, _corpus(path, len(quotes)))
        check_ids((row.unit for row in rows), (corpus.name for corpus in corpora))
        return rows, corpora


def _corpus(path: Path, units: int) -> Corpus:
    return Corpus(name=path.name, sha256=sha256_of(path), units=units)
