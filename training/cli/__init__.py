"""Commands that train and measure: train, experiment, evaluate."""

from training.cli.commands import app

__all__ = ["app"]
