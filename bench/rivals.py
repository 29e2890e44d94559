"""The same base weights under other roofs."""

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

from model.base import DEFAULT_BASE, locate_base

SIZES = (1, 8, 32)
PATIENCE = 300  # seconds until a server must be ready
INFINITY = [
    "v2",
    "--served-model-name",
    "rival",
    "--device",
    "cpu",
    "--engine",
    "torch",
    "--no-bettertransformer",
    "--no-model-warmup",
]


def pipeline_rate(items: list[dict[str, str]], longest: int) -> tuple[float, int]:
    """Return items a second of the transformers pipeline at its best batch size, and that size.

    Texts are cut at `longest` tokens, which is where the product cuts its own inputs.
    """
    base = locate_base(DEFAULT_BASE)
    network = AutoModelForSequenceClassification.from_pretrained(base, num_labels=3)
    classify = pipeline("text-classification", model=network, tokenizer=AutoTokenizer.from_pretrained(base))
    texts = [f"{item['context']} {item['text']}" for item in items[:256]]
    rates = []
    for size in SIZES:
        began = time.perf_counter()
        classify(texts, batch_size=size, truncation=True, max_length=longest)
        rates.append((len(texts) / (time.perf_counter() - began), size))
    return max(rates)


def save_rival(folder: Path, longest: int) -> None:
    """Write a three-way classifier of the base weights for other servers, which cut texts at `longest` tokens."""
    base = locate_base(DEFAULT_BASE)
    AutoModelForSequenceClassification.from_pretrained(base, num_labels=3).save_pretrained(folder)
    AutoTokenizer.from_pretrained(base, model_max_length=longest).save_pretrained(folder)


@contextmanager
def infinity(executable: Path, longest: int) -> Iterator[str]:
    """Start `infinity_emb` on the base weights and yield its URL; raises SystemExit where it does not get ready."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile("w+") as log:
        save_rival(Path(folder), longest)
        command = [str(executable), *INFINITY, "--model-id", folder, "--port", str(port)]
        with subprocess.Popen(command, stdout=log, stderr=log, text=True) as started:
            try:
                yield _healthy(f"http://127.0.0.1:{port}", started, Path(log.name))
            finally:
                started.terminate()


def _healthy(url: str, started: subprocess.Popen[str], log: Path) -> str:
    end = time.monotonic() + PATIENCE
    while started.poll() is None and time.monotonic() < end:
        try:
            if httpx.get(f"{url}/health", trust_env=False).is_success:
                return url
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit(f"infinity did not get ready within {PATIENCE} s:\n{log.read_text('utf-8')[-3000:]}")
