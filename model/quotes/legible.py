"""A text as it is read, at the same places: without wrapped lines, the > of quoted mail and Markdown's signs."""

from model.quotes.markup import unmarked
from model.quotes.wrapping import unwrapped


def legible(text: str) -> str:
    """Return `text` as it is read; every character that stays keeps its place."""
    return unwrapped(unmarked(text))
