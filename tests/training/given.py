"""What the tests of training are given: labels, and a progress that is interrupted."""

import hashlib
import json
from pathlib import Path

from model.progress import Progress
from training.data.sources import Sources


class StopAfter(Progress):
    """Is interrupted, as by Ctrl-C, at the line that follows so many others."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.left = lines

    def say(self, line: str) -> None:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        super().say(line)


def reference(tmp_path: Path, **change: object) -> Sources:
    text = "A spokesman said the buses “leave at noon” and hung up."
    row = {
        "id": "r1", "article": "a1", "start": 28, "end": 41, "kind": "partial", "side": "other", "stance": "neutral",
        "stance_text": "neutral", "sentiment": "neutral", "sha1": hashlib.sha1(b"leave at noon").hexdigest(),
    }  # fmt: skip
    (tmp_path / "refs.jsonl").write_text(json.dumps(row | change), "utf-8")
    (tmp_path / "articles.jsonl").write_text(json.dumps({"article": "a1", "text": text}), "utf-8")
    return Sources((), (tmp_path / "refs.jsonl",), (tmp_path / "articles.jsonl",))


def tone(folder: Path, **change: object) -> Sources:
    text = "“We see the aggressor a bit,” a spokesman said."
    (folder / "texts.jsonl").write_text(json.dumps({"article": "a1", "text": text}), "utf-8")
    row = {"id": "t1", "article": "a1", "start": 1, "end": 28, "kind": "direct", "sentiment": "positive"} | change
    (folder / "tones.jsonl").write_text(json.dumps(row), "utf-8")
    return Sources((), articles=(folder / "texts.jsonl",), tones=(folder / "tones.jsonl",))
