"""The encoder walks through the layers of a base by itself; what comes out must be what the base's library says."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import (
    BertConfig,
    BertModel,
    DistilBertConfig,
    DistilBertModel,
    MPNetConfig,
    MPNetModel,
    PreTrainedModel,
    RobertaConfig,
    RobertaModel,
)
from transformers.utils import logging

from model.artifacts.metadata import Architecture, InputSettings
from model.encoder import Encoder
from model.engines import onnx
from model.errors import BundleError
from model.inputs import InputEncoder
from model.network import Batch, Network
from tests.tiny_world import tiny_base

SHAPE: dict[str, Any] = {
    "vocab_size": 60, "hidden_size": 32, "num_hidden_layers": 3, "num_attention_heads": 2, "intermediate_size": 64,
    "max_position_embeddings": 90, "pad_token_id": 0,
}  # fmt: skip
FAMILIES: dict[str, Callable[[], PreTrainedModel]] = {
    "bert": lambda: BertModel(BertConfig(**SHAPE), add_pooling_layer=False),
    "roberta": lambda: RobertaModel(RobertaConfig(**SHAPE, type_vocab_size=1), add_pooling_layer=False),
    "mpnet": lambda: MPNetModel(MPNetConfig(**SHAPE), add_pooling_layer=False),
}


def batch_of(lengths: tuple[int, ...], longest: int) -> Batch:
    ids = torch.randint(1, SHAPE["vocab_size"], (len(lengths), longest), generator=torch.Generator().manual_seed(1))
    mask = (torch.arange(longest)[None, :] < torch.tensor(lengths)[:, None]).long()
    return Batch(ids * mask, mask, torch.zeros_like(ids), torch.arange(len(lengths)))


def through(encoder: Encoder, batch: Batch) -> torch.Tensor:
    return encoder.upper(encoder.lower(batch.ids, batch.mask, batch.segments), batch.mask, batch.condition)


@pytest.fixture(params=sorted(FAMILIES))
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    torch.manual_seed(1)
    FAMILIES[request.param]().save_pretrained(tmp_path)
    return tmp_path


@pytest.mark.parametrize("shown", [True, False])
def test_loading_leaves_the_library_as_talkative_as_it_was(shown: bool, tmp_path: Path) -> None:  # noqa: FBT001
    base, before = str(tiny_base(tmp_path)), logging.is_progress_bar_enabled()
    switch: dict[bool, Callable[[], None]] = {True: logging.enable_progress_bar, False: logging.disable_progress_bar}
    switch[shown]()
    Encoder(base, tuned_layers=1)
    after = logging.is_progress_bar_enabled()
    switch[before]()
    assert after is shown


def test_the_states_are_those_of_the_library(base: Path) -> None:
    encoder, batch = Encoder(str(base), tuned_layers=1).eval(), batch_of((9, 4), 9)
    wanted = encoder.transformer(input_ids=batch.ids, attention_mask=batch.mask).last_hidden_state
    found = through(encoder, batch)
    torch.testing.assert_close(found[batch.mask.bool()], wanted[batch.mask.bool()])


def test_the_lowest_layers_alone_say_what_they_say_within_the_whole(base: Path) -> None:
    whole, lower = Encoder(str(base), tuned_layers=1).eval(), Encoder(str(base), tuned_layers=1, layers=2).eval()
    batch = batch_of((9, 4), 9)
    states = whole.transformer(input_ids=batch.ids, attention_mask=batch.mask, output_hidden_states=True).hidden_states
    found = through(lower, batch)
    torch.testing.assert_close(found[batch.mask.bool()], states[2][batch.mask.bool()])


@pytest.mark.parametrize(
    ("layers", "tuned", "message"), [(4, 1, r"1\.\.3 for .* got 4"), (2, 3, r"0\.\.2 for .* got 3")]
)
def test_more_layers_than_there_are_is_an_error(base: Path, layers: int, tuned: int, message: str) -> None:
    with pytest.raises(BundleError, match=message):
        Encoder(str(base), tuned, layers)


def test_an_exported_file_takes_every_family_at_every_length(base: Path, tmp_path: Path) -> None:
    network = Network(Architecture(str(base), tuned_layers=1)).eval()
    onnx.export(network, tmp_path / "network.onnx")
    engine = onnx.OnnxEngine(tmp_path / "network.onnx", "onnx", "asked for")
    for batch in (batch_of((5,), 5), batch_of((70, 33, 2), 70)):
        stance, _ = network(batch.ids, batch.mask, batch.segments, batch.condition)
        torch.testing.assert_close(torch.tensor(engine.logits(batch).stance).float(), stance, atol=1e-5, rtol=1e-4)


def test_a_base_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=rf"cannot load the base {tmp_path}"):
        Encoder(str(tmp_path), tuned_layers=1)


def test_a_base_of_another_family_is_refused_by_its_name(tmp_path: Path) -> None:
    DistilBertModel(DistilBertConfig(vocab_size=60, dim=32, n_layers=1, n_heads=2)).save_pretrained(tmp_path)
    with pytest.raises(BundleError, match=r"family distilbert; it must be of bert, roberta, .* mpnet"):
        Encoder(str(tmp_path), tuned_layers=1)


@pytest.mark.parametrize(
    ("file", "kept"),
    [("model.safetensors", 100), ("model.safetensors", -100), ("model.safetensors", 0), ("config.json", 9)],
)
def test_a_torn_base_is_named(file: str, kept: int, tmp_path: Path) -> None:
    FAMILIES["bert"]().save_pretrained(tmp_path)
    (tmp_path / file).write_bytes((tmp_path / file).read_bytes()[:kept])
    with pytest.raises(BundleError, match=rf"cannot load the base {tmp_path}: .*; copy it again"):
        Encoder(str(tmp_path), tuned_layers=1)


def test_weights_that_are_not_those_of_the_configuration_are_named(tmp_path: Path) -> None:
    FAMILIES["bert"]().save_pretrained(tmp_path)
    BertConfig(**SHAPE | {"intermediate_size": 48}).save_pretrained(tmp_path)
    with pytest.raises(BundleError, match=rf"cannot load the base {tmp_path}"):
        Encoder(str(tmp_path), tuned_layers=1)


@pytest.mark.parametrize("content", ["{", "{}", "[]", None])
def test_a_damaged_tokenizer_is_named(content: str | None, tmp_path: Path) -> None:
    base = tiny_base(tmp_path)
    file = base / "tokenizer.json"
    file.write_text(file.read_text("utf-8")[:200] if content is None else content, "utf-8")
    with pytest.raises(BundleError, match=rf"cannot load the tokenizer of {base}"):
        InputEncoder(str(base), InputSettings())


@pytest.mark.parametrize("missing", [("tokenizer.json",), ("tokenizer.json", "tokenizer_config.json")])
def test_a_base_without_a_tokenizer_is_named(missing: tuple[str, ...], tmp_path: Path) -> None:
    base = tiny_base(tmp_path)
    for name in missing:
        (base / name).unlink()
    with pytest.raises(BundleError, match=f"{base}"):
        InputEncoder(str(base), InputSettings())


def test_the_quoted_words_are_told_apart_where_the_base_can_tell(base: Path) -> None:
    encoder, batch = Encoder(str(base), tuned_layers=1).eval(), batch_of((9, 4), 9)
    plain, marked = (encoder.lower(batch.ids, batch.mask, batch.mask * told) for told in (0, 1))
    assert torch.equal(plain, marked) is not (encoder.transformer.config.model_type == "bert")
