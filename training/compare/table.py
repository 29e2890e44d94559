"""A comparison for people: figures side by side, then the verdict and every reason against."""

from collections.abc import Iterator, Sequence
from functools import partial

from rich.console import Console

from model.language.inflect import counted
from training.compare.comparison import Comparison, Pair, TaskComparison
from training.compare.gates import Verdict
from training.tables import print_table


def show(found: Comparison, verdict: Verdict, console: Console) -> None:
    """Print the table and the verdict; every sentence is a line, however long."""
    said = partial(console.print, highlight=False, soft_wrap=True)
    said(f"{counted(found.units, 'quote')}, champion {found.champion}, challenger {found.challenger}")
    print_table(console, ("figure", "n", "champion", "challenger", "difference"), _rows(found))
    for task, one in found.tasks.items():
        said(_words(task, one))
    said("[green]passes every gate[/]" if verdict.passed else "[red]does not pass[/]")
    for objection in verdict.objections:
        said(f"  {objection}", markup=False)


def _rows(found: Comparison) -> Iterator[Sequence[str]]:
    for task, one in found.tasks.items():
        yield from _task_rows(task, one)
    yield _row("behaviours kept", found.behaviour)
    for name, test in found.behaviours.items():
        yield _row(f"  fail, {test.kind} {name}", test.failures)
        if test.flips and test.flips != test.failures:
            yield _row(f"  flip, {test.kind} {name}", test.flips)


def _task_rows(task: str, one: TaskComparison) -> Iterator[Sequence[str]]:
    yield _row(f"{task} macro-F1", one.macro_f1)
    for label, pair in one.f1.items():
        yield _row(f"  F1 {label}", pair)
    yield _row("  calibration error", one.ece)
    yield _row("  Brier score", one.brier)
    if task == "stance":
        for name, pair in one.slices.items():
            yield _row(f"  accuracy, {name}", pair)


def _row(name: str, pair: Pair) -> Sequence[str]:
    return name, str(pair.n), f"{pair.champion:.3f}", f"{pair.challenger:.3f}", f"{pair.gain:+.3f}"


def _words(task: str, one: TaskComparison) -> str:
    low, high = one.interval
    return (
        f"{task}: difference {one.macro_f1.gain:+.3f}, 95% interval {low:+.3f} to {high:+.3f}; "
        f"only the champion is right on {one.only_champion_right}, only the challenger on {one.only_challenger_right} "
        f"(McNemar p = {one.mcnemar_p:.3g}); {one.flips:.1%} of labels differ"
    )
