"""How often the side of a speaker is right on real news, beside a crude word list, and how fast.

Run as: python -m bench.sides GOLD.jsonl [ARTICLES.jsonl] [--errors]

GOLD holds annotated quotes (article, date, start, end, speaker, side), ARTICLES the texts in which they stand (article,
text). Given the speaker, the annotated string is resolved ("Sergei Lavrov, foreign minister of Russia"), then its bare
name, for which there is nothing but the table. The whole way, quotes and speakers are found in the article first; an
annotated quote of which no found quote covers half counts as wrong. `--errors` lists what was wrong.
"""

import argparse
import datetime as dt
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.labels import Side
from model.reading import read_text
from model.sides import SideTable
from model.types import Span
from training.data.examples import best_overlap
from training.speaker_gold import read_rows

MISSED = "missed"
CRUDE = {
    Side.UKRAINE: "ukrain kyiv kiev kharkiv lviv odesa zelensk poroshenko kuleba podolyak",
    Side.RUSSIA: "russia kremlin moscow putin lavrov peskov medvedev zakharova duma belarus minsk lukashenk separatist",
    Side.WEST: "u.s. american white house pentagon biden obama trump nato european eu british uk germany german france"
    " french polish poland johnson merkel scholz macron stoltenberg von der leyen",
    Side.OTHER: "china chinese turkey turkish erdogan india iran un united nations guterres israel",
}


@dataclass(frozen=True, slots=True)
class Answer:
    side: str
    evidence: str = ""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("articles", nargs="?", type=Path)
    parser.add_argument("--errors", action="store_true")
    args = parser.parse_args()
    start = time.perf_counter()
    table = SideTable.load()
    print(f"table loaded in {time.perf_counter() - start:.3f} s")
    rows = read_rows(args.gold)
    given(table, rows, errors=args.errors)
    if args.articles:
        whole_way(table, rows, {row["article"]: row["text"] for row in read_rows(args.articles)}, errors=args.errors)


def given(table: SideTable, rows: list[dict[str, Any]], *, errors: bool) -> None:
    """Report the sides of the annotated speaker strings."""
    report("given the speaker, crude word list", rows, [Answer(crude(row["speaker"])) for row in rows])
    report("given the bare name", rows, timed(rows, lambda row: _resolve(table, bare(row["speaker"]), row)))
    answers = timed(rows, lambda row: _resolve(table, row["speaker"], row))
    report("given the speaker", rows, answers, errors=errors, matrix=True)


def _resolve(table: SideTable, name: str, row: dict[str, Any]) -> Answer:
    answer = table.resolve(name, (), dt.date.fromisoformat(row["date"]))
    return Answer(answer.side, answer.evidence)


def timed(rows: list[dict[str, Any]], answer: Callable[[dict[str, Any]], Answer]) -> list[Answer]:
    start = time.perf_counter()
    answers = [answer(row) for row in rows]
    print(f"{(time.perf_counter() - start) / len(rows) * 1e6:.0f} µs a speaker", end="; ")
    return answers


def bare(speaker: str) -> str:
    return speaker.split(",", maxsplit=1)[0].split(" (", maxsplit=1)[0]


def crude(text: str) -> Side:
    """Return the side of whose words the text holds most, the first of equals; unknown where it holds none."""
    counts = {side: sum(f" {word}" in f" {text.lower()}" for word in words.split()) for side, words in CRUDE.items()}
    best = max(counts, key=lambda side: counts[side])
    return best if counts[best] else Side.UNKNOWN


def whole_way(table: SideTable, rows: list[dict[str, Any]], texts: dict[str, str], *, errors: bool) -> None:
    """Report the sides of the speakers that are found in the articles; the product is not told the date."""
    readings = {article: list(read_text(texts[article], table)) for article in {row["article"] for row in rows}}
    found = [best_overlap(Span(row["start"], row["end"]), readings[row["article"]]) for row in rows]
    print(f"\nquotes found: {sum(reading is not None for reading in found) / len(rows):.3f}")
    words = [Answer(crude(f"{r.speaker.name} {r.speaker.description}") if r else MISSED) for r in found]
    report("the whole way, crude word list", rows, words)
    answers = [
        Answer(r.speaker.side, f"{r.speaker.name} | {r.speaker.evidence}") if r else Answer(MISSED) for r in found
    ]
    report("the whole way", rows, answers, errors=errors, matrix=True)


def report(
    title: str, rows: list[dict[str, Any]], answers: list[Answer], *, errors: bool = False, matrix: bool = False
) -> None:
    pairs = Counter((row["side"], str(answer.side)) for row, answer in zip(rows, answers, strict=True))
    print(
        f"{title}: {sum(times for (gold, side), times in pairs.items() if gold == side) / len(rows):.3f} of {len(rows)}"
    )
    if matrix:
        columns = [*Side, MISSED]
        print(f"  {'annotated':10} {'right':>6} " + " ".join(f"{side:>8}" for side in columns))
        for gold in Side:
            total = sum(times for (side, _), times in pairs.items() if side == gold)
            cells = " ".join(f"{pairs[gold, side]:8}" for side in columns)
            print(f"  {gold:10} {pairs[gold, gold] / max(total, 1):6.3f} {cells}")
    if errors:
        wrong = Counter(
            (row["side"], answer.side, row["speaker"], answer.evidence, row["date"][:4])
            for row, answer in zip(rows, answers, strict=True)
            if row["side"] != answer.side
        )
        for line, times in sorted(wrong.items()):
            print(times, *line, sep=" | ")


if __name__ == "__main__":
    main()
