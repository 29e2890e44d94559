"""The command `quotestance`: a thin shell over the rooms.

Each room offers its commands as a typer application under the entry point group `quotestance.commands`, so that
neither the rooms nor this shell need to import one another.

Imports are late on purpose. In this module, because a signal that comes before `run` has set its handlers ends in a
traceback. In the modules of commands, because PyTorch and its like take seconds: their top level holds the options and
what `--help`, a mistyped command or a missing file need; a command imports what does its work when it is called, under
`importing`.
"""

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Annotated

if TYPE_CHECKING:
    import typer

GROUP = "quotestance.commands"
FIRST = frozenset({"model", "service"})  # whose commands most people want, and find at the top of the help
NAME = "quotestance"
HELP = """Find the quotes of news articles, who says each, whose case the words advance, and their tone.

Start with `quotestance article FILE`; README.md and docs/ tell the rest."""
USER_ERROR = 2
STDOUT = 1  # its number
INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM
CLOSED_PIPE = 128 + 13  # as a shell tells of SIGPIPE, by which other tools end where nobody reads on
AT_ONCE = frozenset({INTERRUPTED, TERMINATED, CLOSED_PIPE})


def application() -> "typer.Typer":
    """Return one application with the commands of every room."""
    from importlib.metadata import entry_points

    import typer

    from model.cli.group import Group

    app = typer.Typer(cls=Group, no_args_is_help=True, pretty_exceptions_enable=False, help=HELP)

    @app.callback()
    def options(
        *,
        version: Annotated[
            bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
        ] = False,
    ) -> None:
        del version  # `_version` has said it

    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name not in FIRST, entry.name)):
        app.add_typer(entry.load())
    return app


def _version(wanted: bool) -> None:
    from importlib.metadata import version

    import typer

    if wanted:
        typer.echo(f"{NAME} {version(NAME)}")
        raise typer.Exit


def main(argv: list[str] | None = None, app: "typer.Typer | None" = None) -> int:
    """Run the command line and return its status.

    A mistake of the user's ends with one message on standard error and status 2.
    """
    from model.errors import QuotestanceError

    _miss_closed_output()
    try:
        status = _called(app or application(), argv)
        if status not in AT_ONCE:
            sys.stdout.flush()  # here, where what cannot be written can still be told
    except QuotestanceError as error:
        return _mistaken(str(error))
    except BrokenPipeError:
        return CLOSED_PIPE
    except OSError as error:  # a place that somebody named and that no command had a word for
        return _mistaken(_refused(error))
    return status


def _called(app: "typer.Typer", argv: list[str] | None) -> int:
    try:
        app(args=argv, prog_name=NAME)
    except SystemExit as end:  # typer ends every command so
        if isinstance(end.__context__, BrokenPipeError):  # of which typer makes a 1
            return CLOSED_PIPE
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _mistaken(message: str) -> int:
    import typer

    typer.secho(f"{NAME}: {message}", fg="red", err=True)
    return USER_ERROR


_UNWRITTEN = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)  # what only writing meets


def _refused(error: OSError) -> str:
    names = " or ".join(str(name) for name in (error.filename, error.filename2) if name is not None)
    if names:
        return f"cannot use {names}: {error.strerror}; mend that or name another"
    if error.errno not in _UNWRITTEN:
        return str(error)
    return f"cannot write all that was found: {error.strerror}; mend that or let it go elsewhere"


def run() -> None:
    """Be the console script: told to end, it takes away what is half written; `serve` has its own way to end."""
    _heed(_end_at_once, _end_at_once)
    app = application()
    _heed(signal.default_int_handler, _end)
    status = main(app=app)
    if status in AT_ONCE:
        os._exit(status)  # nobody waits for threads that compute, nor for what is left to print
    _drop_unwritten()
    raise SystemExit(status)


def _drop_unwritten() -> None:
    """Discard what could not be written, which was reported: Python would try again when it ends, and complain."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)


def _miss_closed_output() -> None:
    """Make writing to a closed standard output an error; Python would silently drop what is written.

    As in gnulib's `stdopen`, a file that cannot be written to takes its place, so that no other file gets its number.
    """
    if sys.stdout is None:
        os.dup2(os.open(os.devnull, os.O_RDONLY), STDOUT)
        sys.stdout = os.fdopen(STDOUT, "w", encoding="utf-8")


@contextmanager
def importing() -> Iterator[None]:
    """Import in this block what a command needs for its work, before it begins anything.

    Under `run`, a signal ends the process at once while it lasts.
    """
    if signal.getsignal(signal.SIGTERM) is not _end:
        yield
        return
    _heed(_end_at_once, _end_at_once)
    try:
        yield
    finally:
        _heed(signal.default_int_handler, _end)


def _heed(interrupted: "signal._HANDLER", terminated: "signal._HANDLER") -> None:
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # as a shell starts what runs in the background
        signal.signal(signal.SIGINT, interrupted)
    signal.signal(signal.SIGTERM, terminated)


def _end_at_once(number: int, frame: FrameType | None) -> None:
    """End while nothing is begun: an exception in the midst of an import would come out as anything."""
    del frame
    os._exit(128 + number)


def _end(number: int, frame: FrameType | None) -> None:
    del frame
    signal.signal(number, signal.SIG_IGN)  # some send it twice, and tidying up must not be broken off
    raise SystemExit(TERMINATED)
