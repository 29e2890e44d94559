"""Fit the weights by which the side of a speaker is guessed from the text around him.

Run as: python -m training.fit_sides DIR [--out model/data/sides/context.json]

DIR holds `stance_train.jsonl` (quotations with their speakers' sides) and `articles_train.jsonl`. Fit it after the
speakers, whose names and mentions it starts from.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from model.labels import Side
from model.quotes import scan
from model.reading import blank_quotes, surroundings_of
from model.sides import SideTable
from model.sides.rows import RowKind, shipped
from model.sides.table import TABLES
from model.speakers import attribute
from model.types import Span
from training.fit_speakers import Case, fit, write
from training.speaker_gold import find, read_rows

UNKNOWN_TIMES = 3  # how often a speaker counts whom the tables and rules leave unknown; he is whom guesses are for
STRANGER_TIMES = 2  # and one whom they would leave unknown if the table of people were empty, as it is of strangers


def cases(
    text: str, gold: Mapping[Span, Side], table: SideTable, known_times: int = 1, unknown_times: int = UNKNOWN_TIMES
) -> Iterator[Case]:
    """Yield cases for each annotated quotation of an article, so many as the table knows its speaker's side or not.

    `gold` maps the quotation's span to the speaker's side.
    """
    quotations = [q for q in scan(text) if q.spoken]
    blanked, previous = blank_quotes(text, quotations), Side.UNKNOWN
    wanted = _by_quotation(gold, [q.span for q in quotations])
    for k, attribution in enumerate(attribute(text, quotations)):
        around = surroundings_of(blanked, quotations[k].span, attribution, previous)
        known = table.resolve(attribution.name, attribution.descriptions).side
        times = unknown_times if known is Side.UNKNOWN else known_times
        for side in wanted.get(k, ()) if times else ():
            found = table.features(attribution.name, around)
            yield from [Case(tuple(found.values()), tuple(of is side for of in found))] * times
        previous = known if known is not Side.UNKNOWN else previous


def all_cases(text: str, gold: Mapping[Span, Side], table: SideTable, strangers: SideTable) -> Iterator[Case]:
    """Yield the cases of one article: as the tables have it, and as a table without people would."""
    yield from cases(text, gold, table)
    yield from cases(text, gold, strangers, 0, STRANGER_TIMES)


def without_people() -> SideTable:
    """Return the shipped tables but for the people, to whom every speaker is a stranger."""
    rows = (row for file in TABLES for row in shipped(file))
    return SideTable([row for row in rows if row.kind is not RowKind.PERSON])


def read_gold(folder: Path) -> dict[str, dict[Span, Side]]:
    """Return, for each article, the sides of its annotated quotations by where they stand."""
    gold: dict[str, dict[Span, Side]] = {}
    for row in read_rows(folder / "stance_train.jsonl"):
        gold.setdefault(row["article"], {})[Span(row["start"], row["end"])] = Side(row["side"])
    return gold


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
    gold = read_gold(args.dir)
    tables = SideTable.load(), without_people()
    articles = read_rows(args.dir / "articles_train.jsonl")
    ranker = fit(case for row in articles for case in all_cases(row["text"], gold.get(row["article"], {}), *tables))
    write(dict(ranker.weights), args.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
