"""Names of newspapers, broadcasters and agencies: "the bank" is none of them, "the newspaper" is one."""

import csv
from functools import cache
from importlib.resources import files

_ROLES = ("press", "media", "news")


@cache
def outlets() -> frozenset[str]:
    """Return the known names and aliases in small letters, without their article."""
    path = files("model") / "data" / "sides" / "bodies.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    media = [row for row in rows if any(role in row["role"] for role in _ROLES)]
    names = (name for row in media for name in (row["name"], *row["aliases"].split("|")) if name)
    return frozenset(name.lower().removeprefix("the ") for name in names)
