"""The party and the state of a member of Congress behind the name: Sen. John Koval (R-S.C.)."""

import re

from model.language.lists import word_set

_SEAT = re.compile(r"[DRI]-([A-Z][A-Za-z.]*)(?:-\d+)?")  # in the House also the district, D-NY-12
_INITIALS = 3  # letters that may be short for any state: Fla


def is_seat(text: str) -> bool:
    """Whether a text is a party of the United States and a state of theirs: R-S.C., D-Calif., but not R-Pharm."""
    found = _SEAT.fullmatch(text)
    if found is None:
        return False
    state = found[1].rstrip(".").lower()
    return len(state) <= _INITIALS or "." in state or any(name.startswith(state) for name in word_set("american"))
