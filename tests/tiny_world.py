"""A small transformer made on the spot, and an invented language of partisanship that it can learn in seconds."""

import itertools
import json
import random
from collections.abc import Iterable, Mapping
from pathlib import Path

import torch
import yaml
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

KNOWN = {
    "pro-kyiv": ("occupiers", "defenders", "liberated", "aggressor"),
    "pro-moscow": ("nazis", "operation", "regime", "donbass"),
    "neutral": ("schedule", "buses", "weather", "water"),
}
# Words that only corrections teach.
TAUGHT = {
    "pro-kyiv": ("orcs", "bavovna", "javelin"),
    "pro-moscow": ("banderites", "rusophobia", "vassals"),
    "neutral": ("harvest", "museum", "orchard"),
}
FILLER = ("today", "again", "here", "there", "now", "slowly", "early", "late", "often", "soon", "twice", "always")
SENTIMENT = {"pro-kyiv": "negative", "pro-moscow": "negative", "neutral": "neutral"}
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")


def tiny_base(folder: Path) -> Path:
    """Write an encoder of two layers, 32 wide, that knows the words of this file and no others."""
    torch.manual_seed(1)
    words = [w for table in (KNOWN, TAUGHT) for group in table.values() for w in group]
    words += [*FILLER, "said", "the", "a", "spokesman", "we", "see", "and", '"', ",", ".", "“", "”"]
    vocabulary = {word: number for number, word in enumerate([*SPECIAL, *dict.fromkeys(words)])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    names = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token"), SPECIAL, strict=True))
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names).save_pretrained(folder)  # type: ignore[no-untyped-call]
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
        max_position_embeddings=128,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


def recipe(folder: Path, base: Path, epochs: int = 12, seed: int = 1) -> Path:
    """Write a recipe that trains the tiny encoder in a second or two."""
    stage = {"epochs": epochs, "authored_weight": 1.0, "real_weight": 1.0}
    values = {
        "base": str(base), "tuned_layers": 2, "dropout": 0.0, "encoder_dropout": 0.0, "seeds": [seed],
        "stages": [{**stage, "learning_rate": 3e-3, "head_learning_rate": 1e-2}], "patience": epochs, "batch_size": 16,
    }  # fmt: skip
    file = folder / f"recipe-{epochs}-{seed}.yaml"
    file.write_text(yaml.safe_dump(values), "utf-8")
    return file


def rows(table: Mapping[str, tuple[str, ...]], each: int, seed: int, prefix: str) -> list[dict[str, str]]:
    """Return `each` rows of the authored format for every word, all different."""
    draw = random.Random(seed)
    made: list[dict[str, str]] = []
    for label, word in ((label, word) for label, words in table.items() for word in words):
        for pair in draw.sample(list(itertools.permutations(FILLER, 3)), each):
            quote = f"We see the {word} {' '.join(pair)},"
            made.append({
                "id": f"{prefix}-{len(made)}", "paragraph": f"“{quote}” a spokesman said.", "quote": quote,
                "kind": "direct", "side": "unknown", "stance": label, "stance_text": label,
                "sentiment": SENTIMENT[label],
            })  # fmt: skip
    draw.shuffle(made)
    return made


def write(file: Path, made: Iterable[Mapping[str, object]]) -> Path:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in made), "utf-8")
    return file
