"""A candidate for the source of a quotation, and the answer."""

from dataclasses import dataclass

from model.speakers.cues.cue import Cue
from model.speakers.mentions.mention import Mention


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention that may be the source; `continues` where it is the source of the quotation before."""

    mention: Mention
    cue: Cue | None
    features: tuple[str, ...]
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for one quotation of a page."""

    mention: Mention | None = None
    cue: Cue | None = None
    share: float = 0.0  # of the candidates' weight, 0..1
    continues: bool = False
    score: float = 0.0  # of what speaks most for the mention
