"""The commands together, as typer calls them."""

from typing import Any

import typer
from typer.core import TyperGroup


class Group(TyperGroup):
    """Tells what is wrong with an option without "Value error, " before it: typer reads options by pydantic."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = error.message.removeprefix("Value error, ")
            raise
