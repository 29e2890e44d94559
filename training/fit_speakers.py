"""Fit the weights by which the source of a quotation is chosen, and the calibration of its confidence.

Run as: python -m training.fit_speakers DIR [--out model/data/cues/weights.json]

DIR holds `attribution_train.jsonl` (whole articles, the spans of each quotation's source), `stance_train.jsonl` (each
quotation's speaker by name) and `articles_train.jsonl` (the articles of the latter).
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from model.files.writing import write_whole
from model.labels import Kind
from model.quotes import scan
from model.speakers.attribution import Said, read_speakers
from model.speakers.choice.candidate import Answer, Candidate
from model.speakers.choice.candidates import Candidates
from model.speakers.choice.rank import Ranker, certainty_features
from model.speakers.cues.reading import Reading
from model.speakers.meaning.coreference import Resolver
from model.speakers.meaning.identity import Identity
from model.speakers.tokens.read import outermost, read_page
from model.types import Quotation, Span
from model.weights import FORMAT
from training.speaker_gold import Article, Gold, find, read_named, read_sources

ROUNDS = 3  # the candidates of a quotation depend on the answer before, so they are gathered anew with each fit
FOLDS = 5
RARE = 3  # features seen in fewer cases get no weight
PENALTY = 1.0  # of the squared weights
_NAMED = frozenset({"name", "body", "role"})  # bases for which the right mention is the right name


@dataclass(frozen=True, slots=True)
class Case:
    """One quotation, or one pronoun, with the features of each candidate and whether it is right."""

    features: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """An article made ready: `gold` by token of its page, `token` -1 where the quotation was not found."""

    reading: Reading
    gold: tuple[tuple[int, Gold], ...]


def prepare(article: Article) -> Page:
    """Scan and read one article."""
    quotations: list[Quotation] = scan(article.text)
    spoken = [q for q in quotations if q.kind is not Kind.OTHER]
    chosen = list(outermost(spoken, range(len(spoken))))
    page = read_page(article.text, spoken, chosen, Span(0, len(article.text)))
    spans = [spoken[k].span for k in chosen]
    found = [(find(gold.span, spans), gold) for gold in article.gold]
    return Page(Reading(page), tuple((page.token_of[chosen[k]] if k >= 0 else -1, gold) for k, gold in found))


def gather(page: Page, ranker: Ranker) -> Iterator[Case]:
    """Yield the cases of one article, the answers before each quotation being the ranker's."""
    candidates, resolver = Candidates(page.reading), Resolver(page.reading, ranker)
    gold = dict(page.gold)
    spoken: list[tuple[int, Identity]] = []
    previous: tuple[int, Answer] | None = None
    for token, said in read_speakers(page.reading, ranker):
        if token in gold:
            yield _case(gold[token], candidates.of(token, previous), resolver, spoken)
            yield from _pronoun_case(gold[token], said, resolver, spoken)
        previous = (token, said.answer)
        spoken.append((token, said.identity))


def _case(gold: Gold, found: Sequence[Candidate], resolver: Resolver, spoken: Sequence[tuple[int, Identity]]) -> Case:
    right = []
    for candidate in found:
        span = resolver.page.span(candidate.mention.first, candidate.mention.end)
        identity = spoken[-1][1] if candidate.continues and spoken else resolver.identify(candidate.mention, spoken)
        right.append(gold.fits(span, identity.name))
    return Case(tuple(c.features for c in found), tuple(right))


def _pronoun_case(gold: Gold, said: Said, resolver: Resolver, spoken: Sequence[tuple[int, Identity]]) -> Iterator[Case]:
    mention = said.answer.mention
    if gold.sources or said.answer.continues or mention is None:
        return
    referents = resolver.chains.referents_of(mention, spoken)
    if referents:
        span = resolver.page.span(mention.first, mention.end)
        right = tuple(gold.fits(span, resolver.meant_by(referent).name) for referent in referents)
        yield Case(tuple(referent.features for referent in referents), right)


def fit(cases: Iterable[Case]) -> Ranker:
    """Return the weights that give the right candidates of each case the greatest share together."""
    usable = [case for case in cases if any(case.right) and not all(case.right)]
    names = _names(usable)
    rows = [[names[f] for f in features if f in names] for case in usable for features in case.features]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    columns = np.concatenate([np.asarray(row, dtype=np.int64) for row in rows])
    x = csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(rows), len(names)))
    first = np.concatenate([[0], np.cumsum([len(case.right) for case in usable])[:-1]])
    right = np.concatenate([np.asarray(case.right) for case in usable])
    found = minimize(_loss, np.zeros(len(names)), args=(x, first, right), jac=True, method="L-BFGS-B")
    return Ranker({name: round(float(found.x[k]), 3) for name, k in sorted(names.items())})


def _names(cases: Sequence[Case]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for case in cases:
        for name in {f for features in case.features for f in features}:
            counts[name] = counts.get(name, 0) + 1
    return {name: k for k, name in enumerate(sorted(n for n, count in counts.items() if count >= RARE))}


def _loss(
    weights: NDArray[np.float64], x: csr_matrix, first: NDArray[np.int64], right: NDArray[np.bool_]
) -> tuple[float, NDArray[np.float64]]:
    """Return the penalised negative log likelihood of the right candidates, and its gradient, shape (features,)."""
    sizes = np.diff(np.append(first, len(right)))
    scores = x @ weights
    scores -= np.repeat(np.maximum.reduceat(scores, first), sizes)
    powers = np.exp(np.clip(scores, -50, 0))
    whole, good = np.add.reduceat(powers, first), np.add.reduceat(powers * right, first)
    gradient = powers / np.repeat(whole, sizes) - powers * right / np.repeat(good, sizes)
    loss = float(np.sum(np.log(whole) - np.log(good)) + PENALTY * weights @ weights)
    return loss, x.T @ gradient + 2 * PENALTY * weights


def calibrate(pages: Sequence[Page], cases: Sequence[Sequence[Case]]) -> dict[str, float]:
    """Return the weights of `Ranker.confidence`, fitted on answers for articles that the answering ranker never saw."""
    rows: list[dict[str, float]] = []
    right: list[bool] = []
    for fold in range(FOLDS):
        ranker = _without(cases, fold)
        for page in pages[fold::FOLDS]:
            for features, good in _answers(page, ranker):
                rows.append(features)
                right.append(good)
    names = sorted({name for row in rows for name in row})
    x = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    model = LogisticRegression(C=1.0, max_iter=1000, fit_intercept=False).fit(x, np.array(right))
    return {name: round(float(weight), 3) for name, weight in zip(names, model.coef_[0], strict=True)}


def _answers(page: Page, ranker: Ranker) -> Iterator[tuple[dict[str, float], bool]]:
    """Yield the features of the confidence and whether the answer is right, where that can be told of the name."""
    answers = dict(read_speakers(page.reading, ranker))
    for token, gold in page.gold:
        said = answers.get(token)
        if said is None or said.answer.mention is None or (gold.sources and said.identity.basis not in _NAMED):
            continue
        mention = said.answer.mention
        good = gold.agrees(page.reading.page.span(mention.first, mention.end), said.identity.name)
        yield certainty_features(said.answer, said.identity.certainty, said.identity.basis), good


def gather_apart(pages: Sequence[Page], cases: Sequence[Sequence[Case]]) -> list[list[Case]]:
    """Gather the cases of each article with a ranker that never saw it: its earlier answers err as they will in use."""
    out: list[list[Case]] = [[] for _ in pages]
    for fold in range(FOLDS):
        ranker = _without(cases, fold)
        for k in range(fold, len(pages), FOLDS):
            out[k] = list(gather(pages[k], ranker))
    return out


def _without(cases: Sequence[Sequence[Case]], fold: int) -> Ranker:
    return fit(case for k, of_page in enumerate(cases) if k % FOLDS != fold for case in of_page)


def fit_all(pages: Sequence[Page]) -> dict[str, float]:
    """Return all weights: those of the candidates and those of the confidence."""
    cases = [list(gather(page, Ranker({}))) for page in pages]
    for _ in range(ROUNDS):
        cases = gather_apart(pages, cases)
    ranker = fit(case for of_page in cases for case in of_page)
    return dict(ranker.weights) | calibrate(pages, cases)


def write(weights: dict[str, float], path: Path) -> None:
    """Write the weights that are not zero; the file appears whole."""
    kept = {name: weight for name, weight in sorted(weights.items()) if weight}
    write_whole(path, json.dumps({"format": FORMAT, "weights": kept}, indent=0) + "\n")


def main(argv: list[str] | None = None) -> int:
    """Read the gold, fit, and write the weights."""
    parser = argparse.ArgumentParser(description="Fit the weights by which the source of a quotation is chosen.")
    parser.add_argument("dir", type=Path)
    parser.add_argument("--out", type=Path, default=Path("model/data/cues/weights.json"))
    args = parser.parse_args(argv)
    articles = read_sources(args.dir / "attribution_train.jsonl")
    articles += read_named(args.dir / "stance_train.jsonl", args.dir / "articles_train.jsonl")
    write(fit_all([prepare(article) for article in articles]), args.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
