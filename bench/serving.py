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
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.lasting import endurance, overload
from bench.load import Items, Load, classify_rate, open_loop, percentile, rate_of
from bench.rivals import infinity, pipeline_rate
from bench.servers import UNHURRIED, megabytes, process, serve_command
from model import Classifier, Utterance
from model.artifacts.metadata import Metadata
from training.speaker_gold import read_rows

CLIENTS, BATCH = 64, 16


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
    return max(classify_rate(url, items, CLIENTS, batch) for _ in range(2))


def infinity_rate(url: str, items: Items) -> float:
    texts = [f"{item['context']} {item['text']}" for item in items]
    bodies = [{"model": "rival", "input": texts[start : start + BATCH]} for start in range(0, len(texts), BATCH)]
    return max(rate_of(url, "/classify", bodies, CLIENTS, BATCH) for _ in range(2))


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
    yield from overload(options.model, items, options.seconds)
    if options.endurance:
        yield from endurance(options.model, items, options.endurance)


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
