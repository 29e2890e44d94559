"""What any model must beat: the majority, the speaker's side alone, and TF-IDF with logistic regression."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from model.labels import Side
from training.data.examples import Labelled
from training.data.tasks import CLASSES, Task
from training.evaluation.metrics import Array

SEED = 0


def baselines(train: Sequence[Labelled], test: Sequence[Labelled], task: Task) -> dict[str, Array]:
    """Return the probabilities (len(test), 3) of each baseline, fitted on `train`, for the answers of one task."""
    gold = [task.gold(row.unit.labels) for row in train]
    return {
        "majority": np.tile(_shares(gold), (len(test), 1)),
        "speaker's side alone": _by_side(train, test, gold),
        "TF-IDF with logistic regression": _tfidf(train, test, gold),
    }


def _shares(gold: Sequence[int]) -> Array:
    counts = np.bincount(gold, minlength=CLASSES)
    return np.asarray(counts / counts.sum(), dtype=np.float64)


def _by_side(train: Sequence[Labelled], test: Sequence[Labelled], gold: Sequence[int]) -> Array:
    """Return the usual answer for the side: its class shares in training, whose mode is the label."""
    seen: dict[Side, Counter[int]] = defaultdict(Counter)
    for row, label in zip(train, gold, strict=True):
        seen[row.example.side][label] += 1
    shares = {side: _shares(list(counts.elements())) for side, counts in seen.items()}
    return np.stack([shares.get(row.example.side, _shares(gold)) for row in test])


def _tfidf(train: Sequence[Labelled], test: Sequence[Labelled], gold: Sequence[int]) -> Array:
    if len(set(gold)) == 1:  # nothing to tell apart
        return np.tile(_shares(gold), (len(test), 1))
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        LogisticRegression(max_iter=2000, class_weight="balanced", random_state=SEED),
    )
    model.fit([_text(row) for row in train], gold)
    found = np.zeros((len(test), CLASSES))
    found[:, model.classes_] = model.predict_proba([_text(row) for row in test])
    return found


def _text(row: Labelled) -> str:
    example = row.example
    return f"side_{example.side} {example.before} {example.quote} {example.after}"
