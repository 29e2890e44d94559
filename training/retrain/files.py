"""The files that one retraining learns from, as training reads them."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from model.files.named import write_lines
from training.data.sources import Sources
from training.data.units import AuthoredRow
from training.retrain.plan import Plan

CORPUS, LABELS, TEXTS = "corpus.jsonl", "corrections.jsonl", "corrections-texts.jsonl"


def write_sources(plan: Plan, work: Path) -> Sources:
    """Write what the plan holds into `work`, and return it beside the user's own files.

    Files of an interrupted run are kept, since another champion might by now fill in other labels. Corrections are made
    on real news, so the recipe's `real_weight` applies to them.
    """
    work.mkdir(parents=True, exist_ok=True)
    inputs, corpus, real = plan.inputs, work / CORPUS, plan.corrected
    if not corpus.is_file():
        _write_references(real, work)
        # Written last: where it is, the others are.
        write_lines(corpus, (row.model_dump_json(exclude_none=True) for row in plan.corpus))
    if not real:
        return Sources((corpus,), inputs.real, inputs.articles, inputs.targets, inputs.tones)
    labels, texts = (*inputs.real, work / LABELS), (*inputs.articles, work / TEXTS)
    return Sources((corpus,), labels, texts, inputs.targets, inputs.tones)


def _write_references(rows: Sequence[AuthoredRow], work: Path) -> None:
    """Write rows as labels by reference and the texts that they refer to."""
    known = {_name(text): text for text in map(_text, rows)}
    write_lines(work / LABELS, map(_reference, rows))
    write_lines(work / TEXTS, (json.dumps({"article": name, "text": text}) for name, text in known.items()))


def _text(row: AuthoredRow) -> str:
    return (f"{row.before}\n\n" if row.before else "") + row.paragraph


def _name(text: str) -> str:
    return f"correction:{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _reference(row: AuthoredRow) -> str:
    text = _text(row)
    start = len(text) - len(row.paragraph) + row.paragraph.index(row.quote)
    plain = row.model_dump(mode="json", exclude_none=True, exclude={"before", "paragraph", "group", "topic"})
    return json.dumps(plain | {"article": _name(text), "start": start, "end": start + len(row.quote)})
