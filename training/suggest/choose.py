"""Choosing among unlabelled quotes: some at random, some that the model is unsure of, some unlike all the others."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from model.errors import SettingsError
from model.labels import Stance
from model.types import Prediction
from training.suggest.choice import SEED, Choice, Why

Array = NDArray[np.float64]
SHARES = (0.2, 0.5)  # of random-audit and uncertain; the rest is diverse
DIMENSIONS = 32


def choose(predictions: Sequence[Prediction], wanted: int, seed: int = SEED) -> list[Choice]:
    """Return at most `wanted` different items, the random audit drawn first and from all, so that it has no bias.

    Raises SettingsError where fewer than three are wanted, since then a kind would be missing.
    """
    if wanted < len(Why):
        raise SettingsError(f"n must be at least {len(Why)}, one of each kind, got {wanted}")
    wanted = min(wanted, len(predictions))
    audits = max(1, int(SHARES[0] * wanted))
    unsure = max(1, int(SHARES[1] * wanted))
    random = np.random.default_rng(seed).permutation(len(predictions))[:audits]
    chosen = [Choice(int(index), Why.RANDOM) for index in random]
    chosen += _uncertain(predictions, {one.index for one in chosen}, min(unsure, wanted - len(chosen)))
    return chosen + _diverse(predictions, {one.index for one in chosen}, wanted - len(chosen), seed)


def _uncertain(predictions: Sequence[Prediction], taken: set[int], wanted: int) -> list[Choice]:
    from skactiveml.pool import uncertainty_scores  # noqa: PLC0415 (takes seconds to import)

    rows = np.asarray([[one.stance.probabilities[label] for label in Stance] for one in predictions])
    scores = uncertainty_scores(rows / rows.sum(axis=1, keepdims=True), method="margin_sampling")
    best = [int(index) for index in np.argsort(-scores, kind="stable") if int(index) not in taken]
    return [Choice(index, Why.UNCERTAIN, round(float(scores[index]), 4)) for index in best[:wanted]]


def _diverse(predictions: Sequence[Prediction], taken: set[int], wanted: int, seed: int) -> list[Choice]:
    """Choose by core-set selection (Sener & Savarese 2018), what was chosen already counting as covered."""
    if wanted <= 0:
        return []
    from skactiveml.pool import CoreSet  # noqa: PLC0415

    known = np.full(len(predictions), np.nan)
    known[sorted(taken)] = 0
    texts = [prediction.quote.text for prediction in predictions]
    found = CoreSet(random_state=seed).query(_vectors(texts, seed), known, batch_size=wanted)
    return [Choice(int(index), Why.DIVERSE) for index in found]


def _vectors(texts: Sequence[str], seed: int) -> Array:
    """Return vectors (n, d) of texts by their character n-grams, which any script and the shortest quote have."""
    counts = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True).fit_transform(texts)
    size = min(DIMENSIONS, min(counts.shape) - 1)
    if size < 1:
        return np.asarray(counts.toarray(), dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):  # texts that are all alike have no variance to be shared out
        return np.asarray(TruncatedSVD(size, random_state=seed).fit_transform(counts), dtype=np.float64)
