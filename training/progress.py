"""What a long run shows while it runs: the same as the product's own commands."""

from model.progress import Progress

__all__ = ["Progress"]
