"""Fit the weights by which the side of a speaker is guessed from the text around him.

Run as: python -m training.fit_sides DIR [--out model/data/sides/context.json]

DIR holds `stance_train.jsonl` (quotations with their speakers' sides) and `articles_train.jsonl`. Fit it after the
speakers, whose names and mentions it starts from.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from model.labels import Kind, Side
from model.quotes import scan
from model.reading import blank_quotes, surroundings_of
from model.sides import SideTable
from model.speakers import attribute
from model.types import Span
from training.fit_speakers import Case, fit, write
from training.speaker_gold import find, read_rows

UNKNOWN_TIMES = 3  # how often a speaker counts whom the tables and rules leave unknown; he is whom guesses are for


def cases(text: str, gold: Mapping[Span, Side], table: SideTable) -> Iterator[Case]:
    """Yield a case for each annotated quotation of an article; `gold` maps its span to the speaker's side."""
    quotations = [q for q in scan(text) if q.kind is not Kind.OTHER and q.depth == 0]
    blanked, previous = blank_quotes(text, quotations), Side.UNKNOWN
    wanted = _by_quotation(gold, [q.span for q in quotations])
    for k, attribution in enumerate(attribute(text, quotations)):
        around = surroundings_of(blanked, quotations[k].span, attribution, previous)
        found = table.features(attribution.name, around)
        known = table.resolve(attribution.name, attribution.descriptions).side
        for side in wanted.get(k, ()):
            case = Case(tuple(found.values()), tuple(of is side for of in found))
            yield from [case] * (UNKNOWN_TIMES if known is Side.UNKNOWN else 1)
        previous = known if known is not Side.UNKNOWN else previous


def _by_quotation(gold: Mapping[Span, Side], spans: Sequence[Span]) -> dict[int, list[Side]]:
    out: dict[int, list[Side]] = {}
    for span, side in gold.items():
        out.setdefault(find(span, spans), []).append(side)
    return out


def main(argv: list[str] | None = None) -> int:
    """Read the gold, fit, and write the weights."""
    parser = argparse.ArgumentParser(description="Fit the weights by which the side of a speaker is guessed.")
    parser.add_argument("dir", type=Path)
    parser.add_argument("--out", type=Path, default=Path("model/data/sides/context.json"))
    args = parser.parse_args(argv)
    gold: dict[str, dict[Span, Side]] = {}
    for row in read_rows(args.dir / "stance_train.jsonl"):
        gold.setdefault(row["article"], {})[Span(row["start"], row["end"])] = Side(row["side"])
    articles, table = read_rows(args.dir / "articles_train.jsonl"), SideTable.load()
    ranker = fit(case for row in articles for case in cases(row["text"], gold.get(row["article"], {}), table))
    write(dict(ranker.weights), args.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
