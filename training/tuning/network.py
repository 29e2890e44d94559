"""Networks as a recipe asks for them: new ones, and the mean of several that were tuned."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from model.artifacts.metadata import Architecture
from model.network import Network
from training.config import Config

Tuned = Mapping[str, Tensor]  # what training changed, by name


def new_network(config: Config) -> Network:
    """Return the base with new heads, the same for every seed so that weights can be averaged."""
    torch.manual_seed(config.seeds[0])
    network = Network(Architecture(config.base, config.tuned_layers, config.layers, dropout=config.dropout))
    for module in network.encoder.modules():  # the lower layers never train, so only the upper ones drop
        if isinstance(module, nn.Dropout):
            module.p = config.encoder_dropout
    return network


def average(config: Config, members: Sequence[Tuned]) -> Network:
    """Return the network whose weights are the mean of the members' (model soup, Wortsman et al. 2022)."""
    network = new_network(config)
    mean = {name: torch.stack([member[name] for member in members]).mean(0) for name in members[0]}
    # Weights are saved in half precision; what is calibrated and measured must be what is saved.
    network.load_state_dict({name: tensor.half().float() for name, tensor in mean.items()}, strict=False)
    return network.eval()
