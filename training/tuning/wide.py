"""Fitting the linear model of words and pairs that stands beside the encoder: logistic regression, task by task."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize
from torch import Tensor

from model.labels import View
from model.network import Wide
from training.config import Config
from training.data.examples import Labelled
from training.data.tasks import CLASSES
from training.tuning.states import States, condition

ROUNDS = 200  # of the optimiser, at most


def fit_wide(wide: Wide, states: States, rows: Sequence[Labelled], config: Config) -> Tensor:
    """Return the table of `wide`, fitted on the examples that have a stance, authored ones counting less."""
    taught = [row for row in rows if not row.only_tone]
    weights = np.array([1.0 if row.unit.real else config.wide_authored_weight for row in taught])
    context, text = (_features(wide, states, taught, view) for view in (View.CONTEXT, View.TEXT))
    columns = (
        _coefficients(context, [row.stance for row in taught], weights),
        _coefficients(text, [row.stance_text for row in taught], weights),
    )
    return config.wide_weight * torch.tensor(np.concatenate(columns, axis=1), dtype=torch.float32)


def _features(wide: Wide, states: States, rows: Sequence[Labelled], view: View) -> csr_matrix:
    """Return the features (len(rows), rows of the table) as `Wide.forward` weighs them."""
    found: list[NDArray[np.int64]] = []
    for row in rows:
        ids, told = states[row.unit.id, view].ids, torch.tensor([condition(row, view)])
        found.append(torch.cat([part[0] for part in wide.rows(ids[None], told)]).numpy())
    ends = np.cumsum([0, *map(len, found)])
    counts = csr_matrix((np.ones(ends[-1]), np.concatenate(found), ends), shape=(len(rows), len(wide.table)))
    return csr_matrix(normalize(counts))


def _coefficients(features: csr_matrix, answers: Sequence[int], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights (features, classes); zeros where a class has no example and nothing can be told apart."""
    if len(set(answers)) < CLASSES:
        return np.zeros((features.shape[1], CLASSES))
    model = LogisticRegression(class_weight="balanced", fit_intercept=False, max_iter=ROUNDS)
    return np.asarray(model.fit(features, answers, sample_weight=weights).coef_.T, dtype=np.float64)
