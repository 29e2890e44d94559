"""The whole network: one encoder, two heads."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from model.encoder import CONDITIONS, Encoder, masked_mean
from model.labels import Sentiment, Stance


@dataclass(frozen=True)
class Architecture:
    """What must be known to build the network again."""

    base: str
    tuned_layers: int
    head_width: int = 128
    side_width: int = 48
    dropout: float = 0.2


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


class Network(nn.Module):
    """Batch -> logits of stance (B, 3) and sentiment (B, 3), in the order of the label enums."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.architecture = architecture
        self.encoder = Encoder(architecture.base, architecture.tuned_layers)
        self.condition = nn.Embedding(CONDITIONS, architecture.side_width)
        features = 2 * self.encoder.hidden_size + architecture.side_width
        self.stance = Head(features, len(Stance), architecture)
        self.sentiment = Head(features, len(Sentiment), architecture)

    def forward(self, ids: Tensor, mask: Tensor, segments: Tensor, condition: Tensor) -> tuple[Tensor, Tensor]:
        return self.heads(self.encoder.lower(ids, mask, segments), mask, segments, condition)

    def heads(self, hidden: Tensor, mask: Tensor, segments: Tensor, condition: Tensor) -> tuple[Tensor, Tensor]:
        """Return the logits from the states that `encoder.lower` gave: (B, T, D), (B, T), (B, T), (B,)."""
        hidden = self.encoder.upper(hidden, mask, condition)
        features = torch.cat(
            [masked_mean(hidden, mask), masked_mean(hidden, mask * segments), self.condition(condition)], dim=-1
        )
        return self.stance(features), self.sentiment(features)

    def tuned_state(self) -> dict[str, Tensor]:
        """Return the tensors that training changed, by name; the rest is the base's own."""
        wanted = {name for name, parameter in self.named_parameters() if parameter.requires_grad}
        return {name: tensor for name, tensor in self.state_dict().items() if name in wanted}
