"""Tables of names and figures, as commands print them."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

WIDEST = 1000  # characters


def print_table(console: Console, titles: Sequence[str], rows: Iterable[Sequence[str]], *, names: int = 1) -> None:
    """Print rows under their titles, the first `names` columns to the left, the figures behind them to the right.

    A row is a line however narrow the console is, since a name that is cut or folded can be neither found nor copied.
    """
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, title in enumerate(titles):
        table.add_column(title, justify="left" if number < names else "right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    needed = console.measure(table, options=console.options.update(width=WIDEST)).maximum
    narrow, console.width = console.width, max(console.width, needed)
    console.print(table, markup=False)
    console.width = narrow
