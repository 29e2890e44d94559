"""Commands that train and measure: train, evaluate."""

from training.cli.commands import app

__all__ = ["app"]
