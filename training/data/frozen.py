"""The frozen evaluation set: files of labelled quotes that no model learns from."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from model.errors import InputError
from model.files.named import read_lines
from training.data.units import Labels, Unit, check_ids, read_authored, read_references, read_texts
from training.jsonl import parsed


def read_frozen(files: Sequence[Path], articles: Sequence[Path] = ()) -> list[Unit]:
    """Return the units of evaluation files, with text of their own or by reference into `articles`.

    Raises InputError or RowError where a file is not what it must be, holds nothing, or repeats another's id.
    """
    texts = read_texts(articles)
    units = [unit for file in files for unit in _read(file, texts)]
    if not units:
        raise InputError(f"no labelled quotes to measure on in {', '.join(map(str, files)) or 'no file'}")
    check_ids(units, map(str, files))
    return units


def _read(file: Path, texts: dict[str, str]) -> list[Unit]:
    return read_references(file, texts) if _refers(file) else read_authored(file)


def _refers(file: Path) -> bool:
    """Whether the first line refers to an article; what is wrong with a line is for the reader to say."""
    try:
        first = parsed(next((line for _, line in read_lines(str(file))), "{}"))
    except ValueError:
        return False
    return isinstance(first, dict) and "article" in first


def digest(units: Sequence[Unit]) -> str:
    """Return the SHA-256 of all quotes, places, speakers and labels, which two comparable evaluations share.

    Notes that an annotator made beside them are left out.
    """
    labels = set(Labels.model_fields)
    rows = sorted(
        (one.id, one.group, one.text, one.start, one.end, one.speaker, one.labels.model_dump_json(include=labels))
        for one in units
    )
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
