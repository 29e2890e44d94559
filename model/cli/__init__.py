"""The command `quotestance`: a thin shell over the rooms.

Each room offers its commands as a typer application under the entry point group `quotestance.commands`, so that
neither the rooms nor this shell need to import one another.
"""

import sys
from importlib.metadata import entry_points

import typer

from model.errors import QuotestanceError

GROUP = "quotestance.commands"
USER_ERROR = 2


def application() -> typer.Typer:
    """Return one application with the commands of every room."""
    app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help=sys.modules["model"].__doc__)
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        app.add_typer(entry.load())
    return app


def main(argv: list[str] | None = None) -> int:
    """Run the command line; a mistake of the user's ends with one message on standard error and status 2."""
    try:
        application()(args=argv, prog_name="quotestance")
    except QuotestanceError as error:
        typer.secho(f"quotestance: {error}", fg="red", err=True)
        return USER_ERROR
    except SystemExit as end:  # typer ends every command so
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    return 0


def run() -> None:
    """Be the console script."""
    raise SystemExit(main())
