"""What stands beside a name: a role ("the minister, Ivan Petrenko, said"), another name ("X and Y said")."""

from model.speakers.cues.cue import Tie
from model.speakers.cues.reading import Reading
from model.speakers.cues.subjects import Subjects
from model.speakers.mentions.mention import Mention, Shape, is_plural

_CLOSING = (",", ".")


def apposed(subjects: Subjects, role: Mention, end: int) -> Mention | None:
    """Return what may name the bearer of a role that, with what completes it, ends at the token `end`.

    A name ("the minister, Ivan Petrenko, said", "Ivan Petrenko, a minister who ..., said") or another role that may
    bear one ("the minister, a former boxer called Ivan Petrenko").
    """
    page = subjects.page
    if is_plural(page, role):
        return None
    before = subjects.ending(role.first - 1) if page.word_at(role.first - 1) == "," else None
    if before is not None and before.shape is Shape.NAME and page.lower_at(end) in (",", "who", "that"):
        return before
    following = subjects.starting(end + 1) if page.word_at(end) == "," else None
    if following is None or following.shape in (Shape.ROLE, Shape.PLACE):  # a Ukrainian called Ivan
        return following
    return following if page.word_at(following.end) in _CLOSING else None


def joined(reading: Reading, first: Mention) -> Mention | None:
    """Return Y where X (`first`) and Y speak together: "X and Y said", "said X and Y."."""
    page = reading.page
    second = reading.subjects.starting(first.end + 1) if page.lower_at(first.end) == "and" else None
    if second is None or second.shape is not Shape.NAME:
        return None
    cues = [cue for cue in reading.cues_of(first) if cue.tie in (Tie.BEFORE, Tie.AFTER)]
    before = any(cue.first >= second.end for cue in cues)
    after = any(cue.end <= first.first for cue in cues)
    closed = page.word_at(second.end) in _CLOSING
    return second if (closed if after else before) else None
