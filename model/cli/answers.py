"""Where a long command's answers go: a file that is taken up after an interruption, or a stream."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TextIO

import typer

from model.cli.part import Run, part_of
from model.errors import QuotestanceError
from model.files.named import saying, writing
from model.files.writing import replaceable
from model.language.inflect import counted
from model.types import Utterance


class Answers(Protocol):
    """Takes answers, block by block."""

    @property
    def answered(self) -> int:
        """Return how many items are answered, by an earlier run as well."""
        ...

    def begin(self, run: Run, items: Iterator[Utterance]) -> None:
        """Pass over the items that are answered already."""
        ...

    def add(self, items: Sequence[Utterance], lines: Iterable[str]) -> None:
        """Take the answers to some items."""
        ...


class Stream:
    """Answers that are gone when they are given."""

    def __init__(self, file: TextIO) -> None:
        self.answered = 0
        self._file = file

    def begin(self, run: Run, items: Iterator[Utterance]) -> None:
        """Do nothing: nothing can have been answered before."""

    def add(self, items: Sequence[Utterance], lines: Iterable[str]) -> None:
        """Write the answers, each as it comes."""
        for line in lines:
            print(line, file=self._file, flush=True)
        self.answered += len(items)


@contextmanager
def answers(output: Path | None, *, restart: bool = False) -> Iterator[Answers]:
    """Open the output; None is standard output.

    A file appears whole; where the block fails, a message says where the finished part is kept. Raises InputError where
    the output cannot be written, at once where it cannot even be opened.
    """
    if output is None or not _replaceable(output):
        with writing(output) as file:
            yield from _telling(
                Stream(file), QuotestanceError, lambda n: f"{counted(n, 'item')} answered before what follows"
            )
        return
    with saying(output), part_of(output, restart=restart) as part:
        yield from _telling(
            part,
            BaseException,
            lambda n: f"{part.folder} keeps {counted(n, 'answer')}; the same command goes on from there",
        )


def _replaceable(output: Path) -> bool:
    with saying(output):
        return replaceable(output)


def _telling(kept: Answers, ended_by: type[BaseException], words: Callable[[int], str]) -> Iterator[Answers]:
    """Yield what takes the answers; where the block ends by such an exception, say what became of them."""
    try:
        yield kept
    except ended_by:
        if kept.answered:
            typer.echo(words(kept.answered), err=True)
        raise
