"""What a long run shows while it runs."""

import time
from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

Item = TypeVar("Item")
SILENCE = 30.0  # seconds after which a run that shows no bar says how far it is


class Progress:
    """A bar on a terminal, plain lines elsewhere; both on standard error."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True, soft_wrap=True)

    def say(self, line: str) -> None:
        """Print one line, brackets and all."""
        self._console.print(line, highlight=False, markup=False)

    def track(self, items: Iterable[Item], title: str, total: int | None = None, done: int = 0) -> Iterator[Item]:
        """Yield the items, showing how many of all are done; `done` of them were so before.

        `total` is the number of all where it is known; that of `items` where they can be counted.
        """
        if total is None and isinstance(items, Sized):
            total = done + len(items)
        if not self._console.is_terminal:
            yield from self._told(items, title, total, done)
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Bar(*columns, console=self._console, transient=True) as bar:
            task = bar.add_task(title, total=total, completed=done)
            for item in items:
                yield item
                bar.advance(task)

    def _told(self, items: Iterable[Item], title: str, total: int | None, done: int) -> Iterator[Item]:
        told = time.monotonic()
        for item in items:
            yield item
            done += 1
            if time.monotonic() - told > SILENCE:
                self.say(f"{title}: {done} of {total}" if total is not None else f"{title}: {done}")
                told = time.monotonic()
