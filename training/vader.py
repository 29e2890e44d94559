"""Turn the rated sentences that came with VADER into targets for training, each sentence a target of its own.

Run as: python -m training.vader nytEditorialSnippets_GroundTruth.txt > TARGETS.jsonl

Hutto and Gilbert 2014, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text": among
others, sentences of newspaper editorials, each rated by twenty people from -4 to 4. The source distribution of
vaderSentiment 0.5 holds the file in additional_resources/hutto_ICWSM_2014.tar.gz; its texts are their publishers', so
it is not shipped.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from model.errors import QuotestanceError, RowError
from training.jsonl import lines

TONED = 0.5  # mean rating beyond which a sentence is positive or negative
WORDS = range(4, 61)


def targets(path: Path) -> Iterator[dict[str, object]]:
    """Yield one row for each sentence of usual length, in the format of `--targets`; raises InputError, RowError."""
    for number, line in lines(path):
        try:
            _, rating, text = line.rstrip("\n").split("\t", 2)
            mean = float(rating)
        except ValueError as error:
            raise RowError(path, number, f"must be id, rating and text between tabs, got {line[:60]!r}") from error
        sentence = text.strip().replace("''", '"')
        if len(sentence.split()) in WORDS:
            span = {"from": 0, "to": len(sentence), "polarity": polarity(mean)}
            yield {"sentence_normalized": sentence, "targets": [span]}


def polarity(mean: float) -> int:
    """Return 2 for a negative, 4 for a neutral and 6 for a positive mean rating."""
    return 6 if mean > TONED else 2 if mean < -TONED else 4


def main(argv: list[str] | None = None) -> int:
    """Write the rows to standard output."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    try:
        for row in targets(parser.parse_args(argv).file):
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    except QuotestanceError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
