"""One transformer encoder: the lower layers as they came, the upper ones tuned, with who speaks told in between.

The speaker's side is added to the hidden states at the first tuned layer, a learned vector for each pair of view and
side, so that it meets the words inside the network and not only at the end.
"""

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from transformers import AutoModel

from model.base import locate_base
from model.errors import BundleError
from model.labels import Side, View

SIDES = tuple(Side)
CONDITIONS = 2 * len(SIDES)  # (view, side)


def condition_of(view: View, side: Side) -> int:
    """Return the row of the condition embedding; the text view knows no side, whatever it is given."""
    return len(SIDES) + SIDES.index(Side.UNKNOWN) if view is View.TEXT else SIDES.index(side)


class Encoder(nn.Module):
    """token ids -> hidden states."""

    def __init__(self, base: str, tuned_layers: int) -> None:
        super().__init__()
        self.transformer = AutoModel.from_pretrained(locate_base(base), add_pooling_layer=False)
        self.hidden_size: int = self.transformer.config.hidden_size
        self.condition = nn.Embedding(CONDITIONS, self.hidden_size)
        nn.init.zeros_(self.condition.weight)
        self._current: Tensor | None = None
        layers = _layers(self.transformer)
        if not 0 <= tuned_layers <= len(layers):
            raise BundleError(f"tuned_layers must be within 0..{len(layers)} for {base}, got {tuned_layers}")
        self._tuned = layers[len(layers) - tuned_layers :]
        self._freeze()
        if self._tuned:
            self._tuned[0].register_forward_pre_hook(self._add_condition, with_kwargs=True)

    def _freeze(self) -> None:
        self.transformer.requires_grad_(requires_grad=False)
        for layer in self._tuned:
            layer.requires_grad_()

    def _add_condition(self, _: nn.Module, args: tuple[Tensor, ...], kwargs: dict[str, object]) -> object:
        assert self._current is not None
        hidden, *rest = args
        return (hidden + self.condition(self._current)[:, None, :], *rest), kwargs

    def forward(self, ids: Tensor, mask: Tensor, segments: Tensor, condition: Tensor) -> Tensor:
        """Return hidden states (B, T, D) for ids, mask, segments (B, T) and condition (B,)."""
        self._current = condition
        inputs = {"input_ids": ids, "attention_mask": mask}
        if getattr(self.transformer.config, "type_vocab_size", 0) > 1:
            inputs["token_type_ids"] = segments
        hidden: Tensor = self.transformer(**inputs).last_hidden_state
        self._current = None
        return hidden

    def tuned_parameters(self) -> Iterator[nn.Parameter]:
        """Yield what training may change: the upper layers and the condition vectors."""
        return (parameter for parameter in self.parameters() if parameter.requires_grad)


def _layers(transformer: nn.Module) -> list[nn.Module]:
    """Return the encoder's blocks from the lowest up, by the names that transformers gives them."""
    for path in ("encoder.layer", "transformer.layer", "layers"):
        try:
            found = transformer.get_submodule(path)
        except AttributeError:
            continue
        if isinstance(found, nn.ModuleList):
            return list(found)
    raise BundleError(f"the base {type(transformer).__name__} has no list of layers that can be tuned from the top")


def masked_mean(hidden: Tensor, mask: Tensor) -> Tensor:
    """Return the mean over the positions where mask is 1: (B, T, D), (B, T) -> (B, D)."""
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weights).sum(1) / weights.sum(1).clamp(min=torch.finfo(torch.float16).tiny)
