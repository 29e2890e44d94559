"""The half-done output of a long command: kept beside it as `OUTPUT.part`, and taken up by the same command.

lines       what is answered, as it will stand in the output
state.json  by which run, how many items, and how much of `lines` is theirs; written after every block
lock        held by the one process that is at work
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TextIO

from pydantic import BaseModel, ValidationError

from model.errors import InputError
from model.files.locking import alone
from model.files.writing import KEPT_OF_NAME
from model.language.inflect import counted
from model.types import Utterance

LONGEST_NAME = 255  # bytes, of most file systems
LINES, STATE, NEXT, LOCK = "lines", "state.json", "state.next", "lock"
Run = dict[str, str]  # by its name, all that decides what is answered, beside the items


class State(BaseModel):
    """How far a run has come."""

    run: Run
    answered: int = 0
    size: int = 0  # bytes of `lines`
    items: str = ""  # the digest of the items that are answered


class Part:
    """What is answered so far, of an earlier run as well."""

    def __init__(self, folder: Path, *, restart: bool = False) -> None:
        self.folder = folder
        self._restart = restart
        self._state = State(run={})

    @property
    def answered(self) -> int:
        return self._state.answered

    def begin(self, run: Run, items: Iterator[Utterance]) -> None:
        """Skip the items that an earlier run answered; begin anew where there was none, or a restart was asked for.

        Raises InputError where what is there comes from another run, or one on other items.
        """
        if self._restart:
            (self.folder / STATE).unlink(missing_ok=True)
        held = self._held()
        if held is not None:
            self._compare(held, run, items)
        self._state = held or State(run=run)
        with (self.folder / LINES).open("ab") as file:
            file.truncate(self._state.size)  # what was written after the last state was never counted

    def add(self, items: Sequence[Utterance], lines: Iterable[str]) -> None:
        """Keep the answers to some items, on the disk."""
        with (self.folder / LINES).open("a", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
            _flush(file)
        state = self._state
        self._state = State(
            run=state.run,
            answered=state.answered + len(items),
            size=(self.folder / LINES).stat().st_size,
            items=_digest(items, state.items),
        )
        with (self.folder / NEXT).open("w", encoding="utf-8") as file:
            file.write(self._state.model_dump_json())
            _flush(file)
        (self.folder / NEXT).replace(self.folder / STATE)

    def finish(self, output: Path) -> None:
        """Give what is answered the output's name, and the mode of a file that is there already."""
        if output.exists():
            (self.folder / LINES).chmod(stat.S_IMODE(output.stat().st_mode))
        (self.folder / LINES).replace(output)
        self.drop()

    def drop(self) -> None:
        """Remove what is kept, and the folder unless somebody else keeps something there."""
        for name in (LINES, STATE, NEXT, LOCK):
            (self.folder / name).unlink(missing_ok=True)
        with suppress(OSError):
            self.folder.rmdir()

    def _held(self) -> State | None:
        try:
            held = State.model_validate_json((self.folder / STATE).read_bytes())
            size = (self.folder / LINES).stat().st_size
        except FileNotFoundError:
            return None
        except ValidationError as error:
            raise InputError(f"{self.folder / STATE} is damaged; begin anew with --restart") from error
        return held if held.answered and size >= held.size else None

    def _compare(self, held: State, run: Run, items: Iterator[Utterance]) -> None:
        was = held.run
        other = [f"{name} was {was.get(name)}, is {now}" for name, now in run.items() if was.get(name) != now]
        if not other and _digest(islice(items, held.answered)) != held.items:
            other = ["the items were others"]
        if other:
            raise InputError(
                f"{self.folder} holds {counted(held.answered, 'answer')} of another run ({'; '.join(other)}); "
                "name another output, or drop them with --restart"
            )


@contextmanager
def part_of(output: Path, *, restart: bool = False) -> Iterator[Part]:
    """Hold `OUTPUT.part`, which becomes the output when the block ends without an error.

    After an error it stays if anything is answered in it; `restart` drops what an earlier run answered as soon as this
    one begins. Raises OSError where it cannot be made, InputError where another process holds it, or something else
    bears its name.
    """
    target = Path(os.path.realpath(output))
    part = Part(target.with_name(_part_name(target.name)), restart=restart)
    try:
        part.folder.mkdir(exist_ok=True)
    except FileExistsError as error:
        raise InputError(f"{part.folder} is in the way of what is half done; move it, or name another file") from error
    busy = InputError(f"another run is at work in {part.folder}; wait until it has ended")
    with alone(part.folder / LOCK, busy):
        yield from _finished(part, target)


def _part_name(name: str) -> str:
    """Return the folder's name, made of the beginning and a digest where the output's own leaves no room."""
    whole = f"{name}.part"
    if len(os.fsencode(whole)) <= LONGEST_NAME:
        return whole
    return f"{name[:KEPT_OF_NAME]}-{hashlib.sha256(os.fsencode(name)).hexdigest()[:16]}.part"


def _finished(part: Part, target: Path) -> Iterator[Part]:
    try:
        yield part
    except BaseException:
        if not (part.folder / STATE).exists():
            part.drop()
        raise
    part.finish(target)


def _digest(items: Iterable[Utterance], before: str = "") -> str:
    """Return the digest of items that follow those whose digest is `before`."""
    for item in items:
        told = repr((before, item.id, item.text, item.context, item.speaker))
        before = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
    return before


def _flush(file: TextIO) -> None:
    file.flush()
    os.fsync(file.fileno())
