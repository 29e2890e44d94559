"""The command `quotestance`: a thin shell over the rooms.

Each room offers its commands as a typer application under the entry point group `quotestance.commands`, so that
neither the rooms nor this shell need to import one another.
"""

import signal
import sys
from importlib.metadata import entry_points
from types import FrameType

import typer

from model.errors import QuotestanceError

GROUP = "quotestance.commands"
USER_ERROR = 2
TERMINATED = 128 + signal.SIGTERM


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
    except OSError as error:  # a place that somebody named and that no command had a word for
        typer.secho(f"quotestance: {_refused(error)}", fg="red", err=True)
        return USER_ERROR
    return 0


def _refused(error: OSError) -> str:
    names = " or ".join(str(name) for name in (error.filename, error.filename2) if name is not None)
    return f"cannot use {names}: {error.strerror}; mend that or name another" if names else str(error)


def run() -> None:
    """Be the console script: told to end, it takes away what is half written; `serve` has its own way to end."""
    signal.signal(signal.SIGTERM, _end)
    raise SystemExit(main())


def _end(number: int, frame: FrameType | None) -> None:
    del frame
    signal.signal(number, signal.SIG_IGN)  # some send it twice, and tidying up must not be broken off
    raise SystemExit(TERMINATED)
