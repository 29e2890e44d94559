"""The commands together, as typer calls them."""

from typing import Any

import typer
from typer.core import TyperGroup


class Group(TyperGroup):
    """Says what is wrong with an option without a word of pydantic's, by which typer reads it, before it."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = error.message.removeprefix("Value error, ")
            raise
