"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

RegistryOption = Annotated[
    Path, typer.Option("--registry", envvar="QUOTESTANCE_REGISTRY", help="The folder that holds the models.")
]
DEFAULT_REGISTRY = Path("registry")
