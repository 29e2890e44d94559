"""The word lists and weights of `model/data/quotes/lexicon.toml`, read once and on first use."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("model").joinpath("data/quotes/lexicon.toml").read_text(encoding="utf-8"))


@cache
def words(table: str, name: str) -> frozenset[str]:
    """Return the lower-case words of list `name` in `table`; KeyError where there is none."""
    return frozenset(_tables()[table][name])


@cache
def phrase_ends(table: str, name: str) -> tuple[str, ...]:
    """Return the phrases of a list, each with a blank before it, for a text that begins with a blank to end with."""
    return tuple(f" {phrase}" for phrase in sorted(words(table, name)))


@cache
def weights() -> dict[str, float]:
    """Return the weight of each sign, and the constant, of the score of `model.quotes.other`."""
    return {name: float(value) for name, value in _tables()["weights"].items()}
