"""One transformer encoder: the lower layers as they came, the upper ones tuned, with who speaks told in between.

The speaker's side is added to the hidden states below the first tuned layer, a learned vector for each pair of view and
side, so that it meets the words inside the network and not only at the end. What the lower layers make of an input
never changes, so training computes it once (`lower`) and learns from there (`upper`).
"""

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from transformers.utils import logging

from model.base import checked_base
from model.errors import BundleError, said
from model.labels import Side, View

SIDES = tuple(Side)
CONDITIONS = 2 * len(SIDES)  # (view, side)
FAMILIES = ("bert", "roberta", "xlm-roberta", "camembert", "mpnet")  # embeddings, then layers, states -> states


def condition_of(view: View, side: Side) -> int:
    """Return the row of the condition embedding; the text view knows no side, whatever it is given."""
    return len(SIDES) + SIDES.index(Side.UNKNOWN) if view is View.TEXT else SIDES.index(side)


class Encoder(nn.Module):
    """token ids -> hidden states, by `lower` and then `upper`."""

    def __init__(self, base: str, tuned_layers: int, layers: int | None = None) -> None:
        super().__init__()
        self.transformer = load_quietly(base, layers)
        config = self.transformer.config
        if not 0 <= tuned_layers <= config.num_hidden_layers:
            raise BundleError(
                f"tuned_layers must be within 0..{config.num_hidden_layers} for {base}, got {tuned_layers}"
            )
        self.hidden_size: int = config.hidden_size
        self.vocabulary: int = config.vocab_size
        self.condition = nn.Embedding(CONDITIONS, self.hidden_size)
        nn.init.zeros_(self.condition.weight)
        self._split = config.num_hidden_layers - tuned_layers
        self._relative = config.model_type == "mpnet"  # positions are told to the layers, too, by their distances
        self._typed = getattr(config, "type_vocab_size", 0) > 1  # tokens are told apart: of the text around, and quoted
        self.transformer.requires_grad_(requires_grad=False)
        for layer in self._layers[self._split :]:
            layer.requires_grad_()

    @property
    def _layers(self) -> list[nn.Module]:
        return list(self.transformer.encoder.layer)

    def lower(self, ids: Tensor, mask: Tensor, segments: Tensor) -> Tensor:
        """Return the hidden states (B, T, D) below the first tuned layer, for ids, mask and segments (B, T)."""
        types = segments if self._typed else torch.zeros_like(segments)
        hidden = self.transformer.embeddings(input_ids=ids, token_type_ids=types)
        return self._through(self._layers[: self._split], hidden, mask)

    def upper(self, hidden: Tensor, mask: Tensor, condition: Tensor) -> Tensor:
        """Return the last hidden states (B, T, D) for those of `lower`, mask (B, T) and condition (B,)."""
        return self._through(self._layers[self._split :], hidden + self.condition(condition)[:, None, :], mask)

    def _through(self, layers: list[nn.Module], hidden: Tensor, mask: Tensor) -> Tensor:
        # Added to the attention scores: 0 where there is a token, where there is padding a number so low that nothing
        # is left of them; half precision, in which MPNet adds it up, must still hold it with the bias.
        added = (1.0 - mask[:, None, None, :].to(hidden.dtype)) * (torch.finfo(torch.float16).min / 2)
        if self._relative:
            added = added + self.transformer.encoder.compute_position_bias(hidden)  # once, not in each layer
        for layer in layers:
            hidden = layer(hidden, None, added)[0] if self._relative else layer(hidden, added)
        return hidden

    def tuned_parameters(self) -> Iterator[nn.Parameter]:
        """Yield what training may change: the upper layers and the condition vectors."""
        return (parameter for parameter in self.parameters() if parameter.requires_grad)


def load_quietly(base: str, layers: int | None = None) -> Any:
    """Return the base's lowest layers, or all, without its pooler and transformers' report on what was left out.

    Raises BundleError where there is no such base, it is damaged, it has fewer layers, or its family is none of
    FAMILIES.
    """
    verbosity, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return _loaded(base, layers)
    except BundleError:
        raise
    except Exception as error:  # there is no end to what damaged files make the library raise
        raise BundleError(f"cannot load the base {base}: {said(error)}; copy it again or name another") from error
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def _loaded(base: str, layers: int | None) -> Any:
    from transformers import AutoConfig, AutoModel  # noqa: PLC0415 - slow, and an engine with its own file does without

    place = checked_base(base)
    config = AutoConfig.from_pretrained(place)
    if config.model_type not in FAMILIES:
        raise BundleError(f"the base {base} is of the family {config.model_type}; it must be of {', '.join(FAMILIES)}")
    config.num_hidden_layers = _kept(base, config.num_hidden_layers, layers)
    return AutoModel.from_pretrained(
        place, config=config, add_pooling_layer=False, local_files_only=True, use_safetensors=True
    )


def _kept(base: str, there: int, wanted: int | None) -> int:
    if wanted is not None and not 1 <= wanted <= there:
        raise BundleError(f"layers must be within 1..{there} for {base}, got {wanted}")
    return there if wanted is None else wanted


def masked_mean(hidden: Tensor, mask: Tensor) -> Tensor:
    """Return the mean over the positions where mask is 1: (B, T, D), (B, T) -> (B, D)."""
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weights).sum(1) / weights.sum(1).clamp(min=torch.finfo(torch.float16).tiny)
