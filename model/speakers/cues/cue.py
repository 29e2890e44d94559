"""What ties words to a speaker: a verb, noun or mark, with the mention that it points to."""

from dataclasses import dataclass
from enum import StrEnum

from model.speakers.mentions.mention import Mention

FAR = 60  # tokens from a quotation to its cue, at most


class Tie(StrEnum):
    """How a cue and its mention hang together."""

    BEFORE = "before"  # X said
    AFTER = "after"  # said X
    SHARED = "shared"  # X did this, saying
    PASSIVE = "passive"  # X was told
    AGENT = "agent"  # described by X as
    SOURCE = "source"  # according to X
    OWNER = "owner"  # X's claim that
    LABEL = "label"  # X: "..."
    DASH = "dash"  # "..." - X


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue at the tokens [first, end); it has a subject among the mentions.

    `form` is that of a verb (`CueForm`), or else "source", "mark" or "noun"; `strength` is that of a verb, "strong" of
    marks and set phrases, or else "noun".
    """

    first: int
    end: int
    lemma: str
    form: str
    strength: str
    tie: Tie
    subject: Mention

    @property
    def low(self) -> int:
        """First token of cue and subject together."""
        return min(self.first, self.subject.first)

    @property
    def high(self) -> int:
        """End token of cue and subject together."""
        return max(self.end, self.subject.end)

    def gap(self, token: int) -> int:
        """Return how many tokens stand between a quotation and cue and subject together; negative inside them."""
        return self.low - token - 1 if self.first > token else token - self.high
