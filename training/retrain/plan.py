"""What a retraining would learn from: every file checked, evaluation kept apart, and the whole given a fingerprint."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from model.errors import InputError
from model.files.hashing import sha256_of
from model.language.inflect import counted
from training.config import Config, read_config
from training.data.frozen import read_frozen
from training.data.leakage import EvaluationSet, plain
from training.data.split import LEAST_REAL
from training.data.units import (
    AuthoredRow,
    Unit,
    authored_rows,
    authored_unit,
    read_references,
    read_texts,
    read_tones,
)
from training.imports.check import Checked, Fill, check
from training.imports.rows import read_rows
from training.retrain.fingerprint import fingerprint, judged
from training.retrain.types import Inputs


@dataclass(frozen=True)
class Plan:
    """What would be trained and measured on. `fingerprint` is the same for the same data, recipe and code."""

    inputs: Inputs
    config: Config
    corpus: list[AuthoredRow]
    corrected: list[AuthoredRow]  # rows that corrections and other labels became
    checked: Checked
    evaluation: list[Unit]
    replaced: int  # rows of the corpus that a correction takes the place of
    withheld: int  # rows left out since the evaluation set holds their quote
    referenced: int  # real quotes named by reference
    hashes: dict[str, str]  # SHA-256 of every file, by its path
    fingerprint: str

    @property
    def rows(self) -> list[AuthoredRow]:
        return [*self.corpus, *self.corrected]

    @property
    def warning(self) -> str:
        """Return what the user must be told of missing real news; empty where nothing is missing."""
        real = self.referenced + len(self.corrected)
        if real >= LEAST_REAL:
            return ""
        stages = "" if real else "stages on real news are left out, and "
        return (
            f"{counted(real, 'real quote') if real else 'no real quotes'} to learn from (--real, --corrections), "
            f"{LEAST_REAL} are wanted: {stages}"
            "epochs are chosen and probabilities calibrated on authored quotes, which are easier than news"
        )

    @property
    def counts(self) -> dict[str, int]:
        checked = self.checked
        return {
            "rows": len(self.rows),
            "real by reference": self.referenced,
            "imported": len(checked.good),
            "bad": len(checked.bad),
            "given twice": len(checked.duplicates),
            "in conflict": len(checked.conflicts),
            "on the speaker alone": len(checked.speakers),
            "not in their contexts": len(checked.astray),
            "superseded": checked.superseded,
            "replaced in the corpus": self.replaced,
            "withheld for evaluation": self.withheld,
            "evaluation": len(self.evaluation),
        }


def make_plan(inputs: Inputs, fill: Fill) -> Plan:
    """Check everything and return the plan; raises InputError or SettingsError for a file that cannot be used.

    `fill` answers for labels that nobody judged, and is called only where there are such.
    """
    config = read_config(inputs.config)
    given = [row for file in inputs.corpus for row in authored_rows(file)]
    raws = ((file, raw) for file in inputs.corrections for raw in read_rows(file))
    checked = check(raws, fill)
    evaluation = read_frozen(inputs.evaluation, inputs.evaluation_articles)
    measured = EvaluationSet(evaluation)
    referenced = _count_references(inputs, measured)
    kept = _not_again(given, checked.good)
    together = _distinct([*kept, *checked.good])
    corpus, corrected = _apart(together[: len(kept)], measured), _apart(together[len(kept) :], measured)
    rows = [*corpus, *corrected]
    if not rows and not referenced:  # then all that there was is withheld
        raise InputError(
            f"nothing to learn from: of {len(together)} rows {len(together)} are withheld since the evaluation set "
            "holds their words; give more rows, or another evaluation set"
        )
    hashes = {str(file): sha256_of(file) for file in inputs.files}
    news = {role: [hashes[str(file)] for file in files] for role, files in inputs.news.items()}
    return Plan(
        inputs=inputs,
        config=config,
        corpus=corpus,
        corrected=corrected,
        checked=checked,
        evaluation=evaluation,
        replaced=len(given) - len(kept),
        withheld=len(together) - len(rows),
        referenced=referenced,
        hashes=hashes,
        fingerprint=fingerprint(config, judged(rows, checked.filled), evaluation, news),
    )


def _count_references(inputs: Inputs, measured: EvaluationSet) -> int:
    """Count labels by reference; raises InputError for any into an article that the evaluation set is made of."""
    texts = read_texts(inputs.articles)
    real = [(file, read_references(file, texts)) for file in inputs.real]
    for file, units in [*real, *((file, read_tones(file, texts)) for file in inputs.tones)]:
        shared = sorted({unit.group for unit in units if plain(unit.text) in measured.texts})
        if shared:
            raise InputError(
                f"{file} labels {counted(len(shared), 'article')} of the evaluation set, the first is {shared[0]!r}; "
                "what a model is measured on must not be what it learns from"
            )
    return sum(len(units) for _, units in real)


def _not_again(given: Sequence[AuthoredRow], corrected: Sequence[AuthoredRow]) -> list[AuthoredRow]:
    """Return the rows that no correction takes the place of."""
    again = {_key(row) for row in corrected}
    return [row for row in given if _key(row) not in again]


def _apart(rows: Sequence[AuthoredRow], measured: EvaluationSet) -> list[AuthoredRow]:
    """Return the rows whose words the evaluation set does not hold."""
    return [row for row in rows if not measured.holds(authored_unit(row))]


def _distinct(rows: Sequence[AuthoredRow]) -> list[AuthoredRow]:
    """Number ids that two files share, so that every row keeps its own."""
    seen: Counter[str] = Counter()
    distinct = []
    for row in rows:
        seen[row.id] += 1
        again = seen[row.id] > 1
        distinct.append(row.model_copy(update={"id": f"{row.id}#{seen[row.id]}"}) if again else row)
    return distinct


def _key(row: AuthoredRow) -> tuple[str, str]:
    return plain(row.quote), plain(row.paragraph)
