"""Corrections as files: one flat row each, the same columns in JSONL and CSV; training reads both."""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from model.corrections import guarded
from service.corrections.schemas import Correction

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for another encoding; our own readers pass it over
COLUMNS = (
    *("id", "created_at", "item", "item_id", "text", "context", "speaker_given"),
    *("speaker", "stance", "stance_text", "sentiment"),
    *("shown_speaker", "shown_stance", "shown_stance_text", "shown_sentiment"),
    *("annotator", "note", "model", "model_version", "settles", "current"),
)


def jsonl(corrections: Iterable[Correction]) -> Iterator[str]:
    """Yield one line of JSON for each correction, with its newline."""
    for correction in corrections:
        yield json.dumps(flat(correction), ensure_ascii=False) + "\n"


def csv_rows(corrections: Iterable[Correction]) -> Iterator[str]:
    """Yield a header and one CSV row for each correction; an apostrophe keeps spreadsheets from running a cell."""
    buffer = io.StringIO()
    buffer.write(BYTE_ORDER_MARK)
    writer = csv.DictWriter(buffer, COLUMNS)
    writer.writeheader()
    for correction in corrections:
        writer.writerow({name: _cell(value) for name, value in flat(correction).items()})
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def flat(correction: Correction) -> dict[str, object]:
    """Return the columns of one correction, the shown prediction reduced to its labels."""
    plain = correction.model_dump(mode="json", exclude={"shown"})
    shown = correction.shown or {}
    plain |= {
        "shown_speaker": (shown.get("speaker") or {}).get("name") or None,
        "shown_stance": (shown.get("stance") or {}).get("label"),
        "shown_stance_text": (shown.get("stance_text") or {}).get("label"),
        "shown_sentiment": (shown.get("sentiment") or {}).get("label"),
    }
    return {name: plain[name] for name in COLUMNS}


def _cell(value: object) -> object:
    return guarded(value) if isinstance(value, str) else value
