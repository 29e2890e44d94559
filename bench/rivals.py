"""The same base weights under other roofs."""

from pathlib import Path

from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

from model.base import DEFAULT_BASE, locate_base

SIZES = (1, 8, 32)


def pipeline_rate(items: list[dict[str, str]]) -> tuple[float, int]:
    """Return items a second of the transformers pipeline at its best batch size, and that size."""
    import time  # noqa: PLC0415

    base = locate_base(DEFAULT_BASE)
    network = AutoModelForSequenceClassification.from_pretrained(base, num_labels=3)
    classify = pipeline("text-classification", model=network, tokenizer=AutoTokenizer.from_pretrained(base))
    texts = [f"{item['context']} {item['text']}" for item in items[:256]]
    rates = []
    for size in SIZES:
        began = time.perf_counter()
        classify(texts, batch_size=size, truncation=True, max_length=128)
        rates.append((len(texts) / (time.perf_counter() - began), size))
    return max(rates)


def save_rival(folder: Path) -> None:
    """Write a three-way classifier of the base weights for other servers."""
    base = locate_base(DEFAULT_BASE)
    AutoModelForSequenceClassification.from_pretrained(base, num_labels=3).save_pretrained(folder)
    AutoTokenizer.from_pretrained(base).save_pretrained(folder)
