"""Measure attribution on real quotations: the mention of the source, the speaker's full name, confidence and speed.

Run as: python -m bench.attribution --sources ATTRIBUTIONS.jsonl --named QUOTES.jsonl ARTICLES.jsonl [--errors N]

A quotation counts as found when a scanned one, of kind direct or partial, covers at least half of it; one that is not
found counts as wrong. A source is right when the mention overlaps its span, a name when the last names, or the head
nouns of bodies and roles, are the same. ECE is the expected calibration error over ten bins of equal mass.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.quotes import scan
from model.speakers import Attribution, attribute
from model.types import Quotation, Span
from training.evaluation.metrics import expected_calibration_error
from training.speaker_gold import Article, Gold, find, read_named, read_sources


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was answered for one quotation; no attribution where the quotation was not found."""

    text: str
    gold: Gold
    attribution: Attribution | None

    @property
    def right(self) -> bool:
        """Whether the answer agrees with the gold."""
        answer = self.attribution
        return answer is not None and answer.mention is not None and self.gold.agrees(answer.mention, answer.name)

    @property
    def confidence(self) -> float:
        """The confidence of the answer, 0 where there is none."""
        return self.attribution.confidence if self.attribution else 0.0


def outcomes(article: Article) -> Iterator[Outcome]:
    """Attribute the quotations of one article and line them up with the gold."""
    found = [(q, a) for q, a in _extract(article.text) if q.spoken]
    spans = [quotation.span for quotation, _ in found]
    for gold in article.gold:
        k = find(gold.span, spans)
        yield Outcome(article.text, gold, found[k][1] if k >= 0 else None)


def _extract(text: str) -> Iterator[tuple[Quotation, Attribution]]:
    quotations = scan(text)
    return zip(quotations, attribute(text, quotations), strict=True)


def figures(results: Sequence[Outcome]) -> dict[str, float]:
    """Return the share found, the share right and the calibration of the confidence."""
    if not results:
        return {"quotes": 0}
    n = len(results)
    confidence, right = np.array([r.confidence for r in results]), np.array([r.right for r in results])
    sure = [r for r in results if r.confidence >= 0.9]
    return {
        "quotes": n,
        "found": round(sum(r.attribution is not None for r in results) / n, 3),
        "right": round(sum(r.right for r in results) / n, 3),
        "ece": round(expected_calibration_error(confidence, right), 3),
        "confident": round(len(sure) / n, 3),
        "right_of_confident": round(sum(r.right for r in sure) / max(1, len(sure)), 3),
    }


def show(result: Outcome) -> str:
    """Return one wrong answer with its surroundings, for the study of errors."""
    gold, answer, text = result.gold, result.attribution, result.text
    low, high = max(0, gold.span.start - 400), min(len(text), gold.span.end + 200)
    said = "-" if answer is None else f"{answer.name!r} by {_words(text, answer.mention)!r}, cue {answer.cue!r}"
    before, after = text[low : gold.span.start], text[gold.span.end : high]
    quote = text[gold.span.start : gold.span.end]
    if len(quote) > 200:
        quote = f"{quote[:100]} [...] {quote[-90:]}"
    return f"--- wanted {gold.name!r}; answered {said} ({result.confidence:.2f})\n{before}[[{quote}]]{after}"


def _words(text: str, span: Span | None) -> str:
    return text[span.start : span.end] if span else ""


def speed(articles: Sequence[Article]) -> dict[str, float]:
    """Return how many articles and characters are scanned and attributed in a second of one core's time."""
    start = time.process_time()
    for article in articles:
        for _ in _extract(article.text):
            pass
    seconds = time.process_time() - start
    size = sum(len(article.text) for article in articles)
    return {"articles_a_second": round(len(articles) / seconds, 1), "characters_a_second": round(size / seconds)}


def report(articles: Sequence[Article], errors: int) -> None:
    """Print the figures of one set, and some wrong answers where they are asked for."""
    results = [r for article in articles for r in outcomes(article)]
    pronouns = [r for r in results if r.gold.pronoun]
    print(json.dumps(figures([r for r in results if not r.gold.pronoun])))
    if pronouns:
        print("pronouns", json.dumps(figures(pronouns)))
    print(json.dumps(speed(articles)))
    wrong = [r for r in results if not r.right]
    for result in random.Random(errors).sample(wrong, min(errors, len(wrong))):
        print(show(result))


def main(argv: list[str] | None = None) -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description="Measure attribution on real quotations.")
    parser.add_argument("--sources", type=Path, help="articles with the spans of their quotations' sources")
    parser.add_argument("--named", type=Path, nargs=2, help="quotations with their speakers' names, and the articles")
    parser.add_argument("--errors", type=int, default=0, help="how many wrong answers to print")
    args = parser.parse_args(argv)
    if args.sources:
        report(read_sources(args.sources), args.errors)
    if args.named:
        report(read_named(*args.named), args.errors)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
