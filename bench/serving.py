"""Figures of the service, side by side in one run, as a table.

Run as: python -m bench.serving ITEMS.jsonl [--model DIR] [--items 512] [--seconds 10] [--infinity infinity_emb]

ITEMS has one object a line, with `text` and `context` (or `quote` and `paragraph`). Nothing is cached: every rival
computes every item, on the same base weights, and cuts it at as many tokens as the product does. --infinity names the
command of an installation of infinity, which is started and stopped here; it wants an environment of its own:
pip install torch==2.13.0 'infinity-emb[server,torch]==0.0.77' 'click<8.2' 'transformers<4.50'
The table is Markdown, as docs/operations.md has it. On Linux only; on a machine that does nothing else.
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import httpx

from bench.distinct import distinct
from bench.load import Load, closed_loop, open_loop, percentile
from bench.rivals import infinity, pipeline_rate
from model import Classifier, Utterance
from model.metadata import Metadata
from service.settings import Settings
from training.speaker_gold import read_rows

Items = list[dict[str, str]]
CLIENTS, BATCH = 64, 16
DIFFERENT = 8192  # items, more than may wait at once
UNHURRIED = ("--set", "timeout_seconds=120")  # where capacity is measured nothing is refused for being late


def read_items(path: Path, count: int) -> Items:
    rows = read_rows(path)
    items = [
        {"text": row.get("text") or row["quote"], "context": row.get("context") or row["paragraph"]} for row in rows
    ]
    random.Random(0).shuffle(items)
    return (items * (count // len(items) + 1))[:count]


def rate(function: Callable[[], object], items: int) -> float:
    """Return items a second of the better of two runs."""
    times = []
    for _ in range(2):
        began = time.perf_counter()
        function()
        times.append(time.perf_counter() - began)
    return items / min(times)


@contextmanager
def process(*command: str) -> Iterator[tuple[str, subprocess.Popen[str], float]]:
    """Start a server that logs its url; yield it, the process, and the seconds from start to ready."""
    began = time.perf_counter()
    with tempfile.NamedTemporaryFile("w+") as log, subprocess.Popen(command, stderr=log, text=True) as started:
        url = _ready(Path(log.name), started)
        try:
            yield url, started, time.perf_counter() - began
        finally:
            started.terminate()


def _ready(log: Path, started: subprocess.Popen[str]) -> str:
    while started.poll() is None:
        for line in log.read_text("utf-8").splitlines():
            if '"url": "' in line:
                url = line.partition('"url": "')[2].partition('"')[0]
                if _answers(url):
                    return url
        time.sleep(0.02)
    raise SystemExit(f"the server ended:\n{log.read_text('utf-8')}")


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", trust_env=False).is_success
    except httpx.TransportError:
        return False


def megabytes(pid: int) -> float:
    """Return the resident memory of a process, as Linux tells it."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def serve_command(model: str | None, *more: str) -> list[str]:
    own = ["--model", model] if model else []
    script = "from model.cli import run; run()"
    return [sys.executable, "-c", script, "serve", "--port", "0", "--set", "cache_items=0", *own, *more]


def in_process(classifier: Classifier, items: Items) -> tuple[float, float, float]:
    """Return items a second, those of items that were read before, and seconds of one lone item."""
    utterances = [Utterance(**item) for item in items]
    classifier.classify(utterances[:32])
    lone = []
    for utterance in utterances[:40]:
        began = time.perf_counter()
        classifier.classify([utterance])
        lone.append(time.perf_counter() - began)
    prepared = [classifier.prepare(utterance) for utterance in utterances]
    read_before = rate(lambda: list(classifier.predict(prepared)), len(prepared))
    return rate(lambda: classifier.classify(utterances), len(utterances)), read_before, percentile(lone, 0.5)


def flips(classifier: Classifier, items: Items) -> tuple[float, float]:
    """Return the share of stances that differ, and the largest difference of a probability, alone and in batches."""
    utterances = [Utterance(**item) for item in items]
    together = classifier.classify(utterances)
    alone = [classifier.classify([utterance])[0] for utterance in utterances]
    pairs = [(a.stance, b.stance) for a, b in zip(alone, together, strict=True)]
    apart = max(abs(a.probabilities[label] - b.probabilities[label]) for a, b in pairs for label in a.probabilities)
    return sum(a.label != b.label for a, b in pairs) / len(pairs), apart


def over_http(url: str, items: Items, batch: int = BATCH) -> float:
    """Return items a second of the better of two runs, as `rate` does."""
    return max(send_all(url, items, batch) for _ in range(2))


def send_all(url: str, items: Items, batch: int = BATCH) -> float:
    bodies = [{"items": items[start : start + batch]} for start in range(0, len(items), batch)]
    return _rate_of("the service", asyncio.run(closed_loop(url, "/v1/classify", bodies, CLIENTS)), batch)


def _rate_of(name: str, load: Load, batch: int = BATCH) -> float:
    """Return items a second; raises SystemExit where not all was answered, which would make the rest look quick."""
    if set(load.statuses) != {200}:
        raise SystemExit(f"{name} answered {dict(load.statuses)} (0: no answer)")
    return load.items_per_second(batch)


def infinity_rate(url: str, items: Items) -> float:
    texts = [f"{item['context']} {item['text']}" for item in items]
    bodies = [{"model": "rival", "input": texts[start : start + BATCH]} for start in range(0, len(texts), BATCH)]
    return max(_rate_of("infinity", asyncio.run(closed_loop(url, "/classify", bodies, CLIENTS))) for _ in range(2))


def latency(url: str, items: Items, per_second: float, seconds: float) -> Load:
    bodies = [{"items": [item]} for item in items]
    return asyncio.run(open_loop(url, "/v1/classify", bodies, per_second, seconds))


def measure(options: argparse.Namespace) -> Iterator[tuple[str, str, str]]:
    items = read_items(options.file, options.items)
    classifier = Classifier.load(options.model)
    direct, read_before, lone = in_process(classifier, items)
    pipeline, size = pipeline_rate(items, classifier.metadata)
    yield f"in-process, items/s, {classifier.engine.name}", f"{direct:.0f}", f"a lone item takes {lone * 1000:.0f} ms"
    flipped, apart = flips(classifier, items)
    yield "labels that depend on the batch", f"{flipped:.2%}", f"probabilities differ by at most {apart:.0e}"
    yield f"transformers pipeline, batches of {size}, items/s", f"{pipeline:.0f}", f"x{direct / pipeline:.1f} (4)"
    yield "ours when speakers were found before, items/s", f"{read_before:.0f}", f"x{read_before / pipeline:.1f}"
    slow = {engine: naive_rate(engine, options.model, items[: len(items) // 4]) for engine in ("torch", "auto")}
    with process(*serve_command(options.model, *UNHURRIED)) as (url, started, seconds):
        yield "idle memory, MB", f"{megabytes(started.pid):.0f}", "(700)"
        yield "start to ready, s", f"{seconds:.1f}", "(6)"
        fast = over_http(url, items)
        yield "over HTTP, 64 clients, batches of 16, items/s", f"{fast:.0f}", f"{fast / direct:.0%} of in-process (85%)"
        yield "naive route, torch, items/s", f"{slow['torch']:.0f}", f"x{fast / slow['torch']:.1f} (5)"
        yield "naive route with our engine, items/s", f"{slow['auto']:.0f}", f"x{fast / slow['auto']:.1f}"
        p99 = percentile(latency(url, items, fast / 2, options.seconds).latencies, 0.99)
        yield "p99 of single items at half load, ms", f"{p99 * 1000:.0f}", f"{p99 / lone:.1f} lone passes (5)"
        single = over_http(url, items, 1)
        yield "over HTTP, 64 clients, single items, items/s", f"{single:.0f}", f"{single / fast:.0%} of that in batches"
        p99 = percentile(latency(url, items, single / 2, options.seconds).latencies, 0.99)
        yield "p99 of single items at half of that, ms", f"{p99 * 1000:.0f}", f"{p99 / lone:.1f} lone passes"
    yield from others(options, items, fast, classifier.metadata)


def naive_rate(engine: str, model: str | None, items: Items) -> float:
    with process(sys.executable, "-m", "bench.naive", engine, *([model] if model else [])) as (url, _, _):
        return over_http(url, items)


def others(options: argparse.Namespace, items: Items, fast: float, model: Metadata) -> Iterator[tuple[str, str, str]]:
    if options.infinity:
        with infinity(options.infinity, model) as url:
            rival = infinity_rate(url, items)
        yield "infinity /classify, items/s", f"{rival:.0f}", f"x{fast / rival:.1f} (1.5)"
    yield from overload(options, items, fast)
    if options.endurance:
        yield from endurance(options, items)


def overload(options: argparse.Namespace, items: Items, capacity: float) -> Iterator[tuple[str, str, str]]:
    """Offer more than can be done for longer than a request may take, so that whoever is let in too late is late."""
    fresh = list(distinct(items, DIFFERENT))  # equal ones that wait together are computed once
    bodies = [{"items": fresh[n : n + BATCH]} for n in range(0, DIFFERENT, BATCH)]
    with process(*serve_command(options.model)) as (url, started, _):
        before = megabytes(started.pid)
        seconds = max(options.seconds, 2 * Settings().timeout_seconds)
        load = asyncio.run(open_loop(url, "/v1/classify", bodies, 3 * capacity / BATCH, seconds))
        after = megabytes(started.pid)
    goodput = load.items_per_second(BATCH)
    yield (
        "goodput at three times the capacity, items/s",
        f"{goodput:.0f}",
        f"{goodput / capacity:.0%} of the highest (90%)",
    )
    yield "answers then", " ".join(f"{status}: {count}" for status, count in sorted(load.statuses.items())), ""
    yield "memory before and after, MB", f"{before:.0f}, {after:.0f}", ""


def endurance(options: argparse.Namespace, items: Items) -> Iterator[tuple[str, str, str]]:
    """Send that many items in all, no two alike, and tell the memory after each tenth."""
    sizes, tenth = [], options.endurance // 10
    fresh = distinct(items, 10 * tenth)
    with process(*serve_command(options.model, *UNHURRIED)) as (url, started, _):
        for _ in range(10):
            send_all(url, list(islice(fresh, tenth)))
            sizes.append(megabytes(started.pid))
    yield f"memory over {options.endurance} items, MB", ", ".join(f"{size:.0f}" for size in sizes), ""


def show(rows: Iterator[tuple[str, str, str]]) -> None:
    """Print each row as soon as it is known."""
    print("| figure | measured | ratio (target) |\n| --- | --: | --: |")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--model")
    parser.add_argument("--items", type=int, default=512)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--infinity", type=Path, help="the command infinity_emb, to be measured too")
    watched = (
        "items over which memory is watched at the end: those of ITEMS in turn, each with names and numbers of its own"
    )
    parser.add_argument("--endurance", type=int, default=0, help=watched)
    show(measure(parser.parse_args()))


if __name__ == "__main__":
    main()
