"""The same base weights under other roofs."""

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

from model.artifacts.metadata import Metadata
from model.base import checked_base

SIZES = (1, 8, 32)
WARM, RUNS = 32, 2  # items that are not timed, and runs of which the better counts: as the product is measured
READY = 200
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


def pipeline_rate(items: list[dict[str, str]], model: Metadata) -> tuple[float, int]:
    """Return items a second of the transformers pipeline at its best batch size, and that size.

    Texts are cut at as many tokens as the product cuts its own inputs.
    """
    network, tokenizer = _rival(model)
    classify = pipeline("text-classification", model=network, tokenizer=tokenizer)
    longest = model.inputs.max_tokens
    texts = [f"{item['context']} {item['text']}" for item in items[:256]]
    classify(texts[:WARM], truncation=True, max_length=longest)
    rates = []
    for size in SIZES * RUNS:
        began = time.perf_counter()
        classify(texts, batch_size=size, truncation=True, max_length=longest)
        rates.append((len(texts) / (time.perf_counter() - began), size))
    return max(rates)


def _rival(model: Metadata) -> tuple[Any, Any]:
    """Return a three-way classifier of the model's base, of as many layers, and its tokenizer."""
    base, layers = checked_base(model.architecture.base), model.architecture.layers
    kept = {} if layers is None else {"num_hidden_layers": layers}
    network = AutoModelForSequenceClassification.from_pretrained(base, num_labels=3, **kept)
    return network, AutoTokenizer.from_pretrained(base, model_max_length=model.inputs.max_tokens)


@contextmanager
def infinity(executable: Path, model: Metadata) -> Iterator[str]:
    """Start `infinity_emb` on the base of a model and yield its URL; raises SystemExit where it does not get ready."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile("w+") as log:
        for part in _rival(model):  # other servers cut texts where the tokenizer says
            part.save_pretrained(folder)
        command = [str(executable), *INFINITY, "--model-id", folder, "--port", str(port)]
        with subprocess.Popen(command, stdout=log, stderr=log, text=True) as started:
            try:
                yield _healthy(f"http://127.0.0.1:{port}", started, Path(log.name))
            finally:
                started.terminate()


def _healthy(url: str, started: subprocess.Popen[str], log: Path) -> str:
    end = time.monotonic() + PATIENCE
    while started.poll() is None and time.monotonic() < end:
        with suppress(httpx.TransportError):
            if httpx.get(f"{url}/health", trust_env=False).status_code == READY:
                return url
        time.sleep(0.2)
    raise SystemExit(f"infinity did not get ready within {PATIENCE} s:\n{log.read_text('utf-8')[-3000:]}")
