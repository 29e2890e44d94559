"""What a long run shows while it runs."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

Item = TypeVar("Item")


class Progress:
    """A bar on a terminal, plain lines elsewhere; both on standard error."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True, soft_wrap=True)

    def say(self, line: str) -> None:
        """Print one line, brackets and all."""
        self._console.print(line, highlight=False, markup=False)

    def track(self, items: Sequence[Item], title: str) -> Iterator[Item]:
        """Yield the items, showing how many of them are done."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Bar(*columns, console=self._console, transient=True) as bar:
            yield from bar.track(items, total=len(items), description=title)
