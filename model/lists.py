"""The lists of `model/data/cues/*.txt`: words between blanks, in sections headed `[section]`; `#` starts a comment."""

from collections.abc import Iterator
from importlib.resources import files


def sections(name: str) -> Iterator[tuple[str, list[str]]]:
    """Yield (section, words of one line) of a data file."""
    section = ""
    path = files("model") / "data" / "cues" / name
    text = path.read_text(encoding="utf-8")
    for raw in text.splitlines():
        line = raw.split("#", 1)[0].strip()
        if line.startswith("["):
            section = line.strip("[]")
        elif line:
            yield section, line.split()
