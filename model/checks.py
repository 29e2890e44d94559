"""What is asked for beside a text, checked: a view, a threshold, a day."""

import datetime as dt
import re
from numbers import Real

from model.errors import InputError
from model.labels import View


def checked_view(view: View | str) -> View:
    """Return the view of that name; raises InputError where there is none."""
    try:
        return View(view)
    except ValueError as error:
        raise InputError(f"view must be one of {', '.join(View)}, got {view!r}") from error


def checked_threshold(threshold: float | None) -> float | None:
    """Return the threshold, None for the model's own; raises InputError where it is no probability."""
    if threshold is not None and not (isinstance(threshold, Real) and 0 <= threshold <= 1):  # nor is NaN
        raise InputError(f"threshold must be a probability within 0..1, got {threshold!r}")
    return threshold


def day_of(written: object) -> dt.date:
    """Return the day that a text YYYY-MM-DD names; raises ValueError for what is none, or could only be guessed at."""
    try:
        if isinstance(written, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
            return dt.date.fromisoformat(written)
    except ValueError:  # of a month that has no such day
        pass
    raise ValueError(f"must be a day, YYYY-MM-DD, got {written!r:.40}")
