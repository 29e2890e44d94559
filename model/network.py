"""The whole network: one encoder and two heads, and beside them a linear model of words and word pairs."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from model.artifacts.metadata import Architecture
from model.encoder import CONDITIONS, SIDES, Encoder, masked_mean
from model.labels import Sentiment, Stance


@dataclass(frozen=True)
class Batch:
    """Padded inputs: ids, mask, segments (B, T); condition (B,). segments is 1 on the quoted words, else 0."""

    ids: Tensor
    mask: Tensor
    segments: Tensor
    condition: Tensor

    def to(self, device: torch.device) -> "Batch":
        moved = (tensor.to(device, non_blocking=True) for tensor in vars(self).values())
        return Batch(*moved)


class Head(nn.Sequential):
    """Features (B, F) -> logits (B, classes)."""

    def __init__(self, features: int, classes: int, architecture: Architecture) -> None:
        super().__init__(
            nn.Dropout(architecture.dropout),
            nn.Linear(features, architecture.head_width),
            nn.Tanh(),
            nn.Dropout(architecture.dropout),
            nn.Linear(architecture.head_width, classes),
        )


class Wide(nn.Module):
    """Words and pairs of neighbours, each with a weight for every stance: a linear model beside the encoder.

    Both are added up (Cheng et al. 2016, "Wide & Deep Learning"), though here each is fitted by itself. Pairs share
    `PAIRS` rows of the table by their remainder (Weinberger et al. 2009), and each view with its side has a row, too.
    """

    PAIRS = 32749  # a prime

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        rows = vocabulary + self.PAIRS + CONDITIONS
        self.table = nn.Parameter(torch.zeros(rows, 2 * len(Stance)))  # stance in context, stance of the text alone

    def rows(self, ids: Tensor, condition: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the rows of words (B, T), of pairs (B, T - 1) and of conditions (B, 1) in the table."""
        pairs = (ids[:, :-1] * 1009 + ids[:, 1:]) % self.PAIRS + self.vocabulary
        return ids, pairs, condition[:, None] + (self.vocabulary + self.PAIRS)

    def forward(self, ids: Tensor, mask: Tensor, condition: Tensor) -> Tensor:
        """Return what to add to the logits of stance (B, 3), for ids and mask (B, T) and condition (B,)."""
        weights = mask.to(self.table.dtype)
        words, pairs, conditions = (self.table[rows] for rows in self.rows(ids, condition))
        total = (words * weights[:, :, None]).sum(1) + (pairs * weights[:, 1:, None]).sum(1) + conditions.sum(1)
        total = total / (2 * weights.sum(1, keepdim=True)).sqrt()  # the length of the vector of features, nearly
        context, text = total.chunk(2, dim=1)
        return torch.where((condition < len(SIDES))[:, None], context, text)


class Network(nn.Module):
    """Batch -> logits of stance (B, 3) and sentiment (B, 3), in the order of the label enums."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.architecture = architecture
        self.encoder = Encoder(architecture.base, architecture.tuned_layers, architecture.layers)
        self.condition = nn.Embedding(CONDITIONS, architecture.side_width)
        features = 2 * self.encoder.hidden_size + architecture.side_width
        self.stance = Head(features, len(Stance), architecture)
        self.sentiment = Head(features, len(Sentiment), architecture)
        self.wide = Wide(self.encoder.vocabulary)

    def forward(self, ids: Tensor, mask: Tensor, segments: Tensor, condition: Tensor) -> tuple[Tensor, Tensor]:
        stance, sentiment = self.heads(self.encoder.lower(ids, mask, segments), mask, segments, condition)
        return stance + self.wide(ids, mask, condition), sentiment

    def heads(self, hidden: Tensor, mask: Tensor, segments: Tensor, condition: Tensor) -> tuple[Tensor, Tensor]:
        """Return the logits without `wide`, for the states of `encoder.lower` (B, T, D), (B, T), (B, T), (B,)."""
        hidden = self.encoder.upper(hidden, mask, condition)
        features = torch.cat(
            [masked_mean(hidden, mask), masked_mean(hidden, mask * segments), self.condition(condition)], dim=-1
        )
        return self.stance(features), self.sentiment(features)

    def tuned_state(self) -> dict[str, Tensor]:
        """Return the tensors that training changed, by name; the rest is the base's own."""
        wanted = {name for name, parameter in self.named_parameters() if parameter.requires_grad}
        return {name: tensor for name, tensor in self.state_dict().items() if name in wanted}
