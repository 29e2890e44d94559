"""What checking found wrong, line by line, for people."""

from collections.abc import Iterator

from training.imports.check import Checked


def lines(checked: Checked) -> Iterator[str]:
    """Yield a line for every row that is bad, given twice, contested or of no use, then the counts."""
    listed = {"bad": checked.bad, "twice": checked.duplicates, "conflict": checked.conflicts}
    listed |= {"speaker alone, nothing to train on": checked.speakers, "stored so, passed over": checked.astray}
    for title, problems in listed.items():
        yield from (f"{problem} [{title}]" for problem in problems)
    yield (
        f"{len(checked.good)} good, {len(checked.bad)} bad, {len(checked.duplicates)} given twice, "
        f"{len(checked.conflicts)} in conflict (left out), {len(checked.speakers)} on the speaker alone (left out), "
        f"{len(checked.astray)} not in their contexts (left out), "
        f"{checked.superseded} superseded"
    )
