"""Count the quoted spans that are found exactly in real articles, and by a plain regular expression on the same ones.

Run as: python -m bench.spans ATTRIBUTIONS.jsonl [--named QUOTES.jsonl ARTICLES.jsonl] [--errors]

The real quotes are those with a source; articles hold others (scare quotes, titles, quotes of nobody in view), which no
annotator marked. So precision is counted among the found spans that touch a real one; the others are only numbered.
`--named` adds the share of labelled sentences that a found quote of kind direct or partial covers at least half.
"""

import argparse
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from model.quotes import scan
from model.types import Span
from training.speaker_gold import Article, find, read_named, read_sources

_REGEX = re.compile(r'["“]([^"“”]+)["”]')


@dataclass(frozen=True, slots=True)
class SpanScore:
    """Counts over articles: real spans, found ones that touch a real one, those equal to one, and all found."""

    real: int
    touching: int
    exact: int
    found: int
    halved: int  # real spans of which a found one covers at least half

    @property
    def f1(self) -> float:
        return 2 * self.exact / max(1, self.real + self.touching)

    def row(self, name: str) -> str:
        precision, recall = self.exact / max(1, self.touching), self.exact / self.real
        cells = (f"{each:.3f}" for each in (precision, recall, self.f1, self.halved / self.real))
        return f"| {name} | {' | '.join(cells)} | {self.found} |"


def score_spans(articles: Sequence[Article], found: Sequence[Sequence[Span]]) -> SpanScore:
    """Compare what was found in each article with its real spans."""
    pairs = [({g.span for g in article.gold}, set(spans)) for article, spans in zip(articles, found, strict=True)]
    touching = sum(any(each.overlap(one) for one in gold) for gold, spans in pairs for each in spans)
    return SpanScore(
        real=sum(len(gold) for gold, _ in pairs),
        touching=touching,
        exact=sum(len(gold & spans) for gold, spans in pairs),
        found=sum(len(spans) for _, spans in pairs),
        halved=sum(find(one, sorted(spans, key=lambda s: s.start)) >= 0 for gold, spans in pairs for one in gold),
    )


def outermost(text: str) -> list[Span]:
    """Return every quotation in the reporter's text, of any kind, one span a paragraph."""
    return [part for each in scan(text) if each.depth == 0 for part in each.parts or (each.span,)]


def labelled(text: str) -> list[Span]:
    """Return the quotations that are somebody's words, kinds direct and partial."""
    kept = (each for each in scan(text) if each.spoken)
    return [part for each in kept for part in each.parts or (each.span,)]


def by_regex(text: str) -> list[Span]:
    """Return what stands between two double marks with none between them."""
    return [Span(*match.span(1)) for match in _REGEX.finditer(text)]


READERS: dict[str, Callable[[str], list[Span]]] = {
    "scanner, every kind": outermost,
    "scanner, direct and partial": labelled,
    "regular expression": by_regex,
}


def errors(articles: Iterable[Article]) -> Iterator[str]:
    """Yield the real spans that the scanner does not give, each with its surroundings."""
    for article in articles:
        found = set(outermost(article.text))
        for gold in article.gold:
            if gold.span not in found:
                text, start, end = article.text, gold.span.start, gold.span.end
                yield f"{text[max(0, start - 80) : start]}[[{text[start:end]}]]{text[end : end + 60]}"


def coverage(articles: Sequence[Article]) -> str:
    """Return how many labelled sentences are covered at least half by a sentence of kind direct or partial."""
    total = covered = 0
    for article in articles:
        quotations = [each for each in scan(article.text) if each.spoken]
        spans = [Span(q.start, q.end) for each in quotations for q in each.sentences if q.start is not None and q.end]
        total += len(article.gold)
        covered += sum(find(gold.span, spans) >= 0 for gold in article.gold)
    return f"{covered / max(1, total):.3f} of {total} labelled sentences covered"


def main(argv: list[str] | None = None) -> int:
    """Print the table, and the misses where they are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("attributions", type=Path)
    parser.add_argument("--named", type=Path, nargs=2, metavar=("QUOTES", "ARTICLES"))
    parser.add_argument("--errors", action="store_true")
    args = parser.parse_args(argv)
    articles = read_sources(args.attributions)
    print(f"{len(articles)} articles\n\n| reader | precision | recall | F1 | half covered | spans in all |")
    print("| --- | --: | --: | --: | --: | --: |")
    for name, read in READERS.items():
        print(score_spans(articles, [read(article.text) for article in articles]).row(name))
    if args.errors:
        print("", *errors(articles), sep="\n---\n")
    if args.named:
        print(coverage(read_named(*args.named)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
