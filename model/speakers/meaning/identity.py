"""Whom a mention means."""

from dataclasses import dataclass

from model.speakers.mentions.mention import Mention
from model.speakers.mentions.names import Person


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a mention means.

    `antecedent` is the mention that gave the name, `basis` says how it was found, `certainty` is 0..1.
    """

    name: str = ""
    description: str = ""
    descriptions: tuple[str, ...] = ()
    antecedent: Mention | None = None
    certainty: float = 0.5
    person: Person | None = None
    basis: str = "unknown"
    noun: str = ""  # the head of a nameless role, "soldier"
