"""How often the table of sides is right on real speakers, and how fast.

Run as: .venv/bin/python bench/sides.py [GOLD.jsonl ...]

The name given is the gold speaker string ("Sergei Lavrov, foreign minister of Russia"), then its bare name alone
("Sergei Lavrov"), which leaves nothing but the table. Real text is not part of the repository: without ../shared
the benchmark says so and stops. `--errors` lists what was wrong.
"""

import argparse
import datetime
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

from model.labels import Side
from model.sides import SideTable

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", nargs="*", type=Path, default=[GOLD / "stance_train.jsonl", GOLD / "stance_dev.jsonl"])
    parser.add_argument("--errors", action="store_true")
    args = parser.parse_args()
    start = time.perf_counter()
    table = SideTable.load()
    print(f"load {time.perf_counter() - start:.3f} s")
    for path in args.gold:
        if not path.is_file():
            print(f"skipped: {path} is not here")
            continue
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        report(f"{path.name}, speaker as annotated", table, rows, errors=args.errors, bare=False)
        report(f"{path.name}, bare name", table, rows, errors=False, bare=True)


def report(title: str, table: SideTable, rows: list[dict[str, Any]], *, errors: bool, bare: bool) -> None:
    asked = [(speaker.split(",")[0].split(" (")[0] if bare else speaker, datetime.date.fromisoformat(row["date"]))
             for row in rows for speaker in [row["speaker"]]]
    start = time.perf_counter()
    answers = [table.resolve(name, (), date) for name, date in asked]
    micros = (time.perf_counter() - start) / len(rows) * 1e6
    right = Counter(row["side"] for row, answer in zip(rows, answers, strict=True) if row["side"] == answer.side)
    print(f"\n{title}: {sum(right.values()) / len(rows):.3f} of {len(rows)}, {micros:.0f} µs a speaker")
    confusion = Counter((row["side"], str(answer.side)) for row, answer in zip(rows, answers, strict=True))
    print(f"{'gold':8} {'right':>6} " + " ".join(f"{side:>8}" for side in Side))
    for gold in Side:
        total = sum(row["side"] == gold for row in rows)
        cells = " ".join(f"{confusion[gold, side]:8}" for side in Side)
        print(f"{gold:8} {right[gold] / max(total, 1):6.3f} {cells}")
    if errors:
        wrong = Counter((row["side"], str(answer.side), row["speaker"], answer.evidence, row["date"][:4])
                        for row, answer in zip(rows, answers, strict=True) if row["side"] != answer.side)
        for line, times in sorted(wrong.items()):
            print(times, *line, sep=" | ")


if __name__ == "__main__":
    main()
