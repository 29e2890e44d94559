"""A comparison for people: figures side by side, then the verdict and every reason against."""

from functools import partial

from rich.console import Console
from rich.table import Table

from model.inflect import counted
from training.compare.comparison import Comparison, Pair, TaskComparison
from training.compare.gates import Verdict


def show(found: Comparison, verdict: Verdict, console: Console) -> None:
    """Print the table and the verdict; every sentence is a line, however long."""
    said = partial(console.print, highlight=False, soft_wrap=True)
    said(f"{counted(found.units, 'quote')}, champion {found.champion}, challenger {found.challenger}")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("figure", "n", "champion", "challenger", "difference"):
        table.add_column(title, justify="left" if title == "figure" else "right")
    for task, one in found.tasks.items():
        _rows(table, task, one)
    _row(table, "behaviours kept", found.behaviour)
    for name, test in found.behaviours.items():
        _row(table, f"  fail, {test.kind} {name}", test.failures)
        if test.flips and test.flips != test.failures:
            _row(table, f"  flip, {test.kind} {name}", test.flips)
    console.print(table)
    for task, one in found.tasks.items():
        said(_words(task, one))
    said("[green]passes every gate[/]" if verdict.passed else "[red]does not pass[/]")
    for objection in verdict.objections:
        said(f"  {objection}", markup=False)


def _rows(table: Table, task: str, one: TaskComparison) -> None:
    _row(table, f"{task} macro-F1", one.macro_f1)
    for label, pair in one.f1.items():
        _row(table, f"  F1 {label}", pair)
    _row(table, "  calibration error", one.ece)
    _row(table, "  Brier score", one.brier)
    if task == "stance":
        for name, pair in one.slices.items():
            _row(table, f"  accuracy, {name}", pair)


def _row(table: Table, name: str, pair: Pair) -> None:
    table.add_row(name, str(pair.n), f"{pair.champion:.3f}", f"{pair.challenger:.3f}", f"{pair.gain:+.3f}")


def _words(task: str, one: TaskComparison) -> str:
    low, high = one.interval
    return (
        f"{task}: difference {one.macro_f1.gain:+.3f}, 95% interval {low:+.3f} to {high:+.3f}; "
        f"only the champion is right on {one.only_champion_right}, only the challenger on {one.only_challenger_right} "
        f"(McNemar p = {one.mcnemar_p:.3g}); {one.flips:.1%} of labels differ"
    )
