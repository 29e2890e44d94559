"""Whom a mention means."""

from dataclasses import dataclass

from model.speakers.mentions.mention import Mention
from model.speakers.mentions.names import Person


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a mention means.

    `antecedent` is the mention that gave the name. `certainty`, 0..1, is the share of the referent among those that a
    pronoun may mean; `basis` names the way in which the name was found, which the calibration of confidence weighs.
    """

    name: str = ""
    description: str = ""
    descriptions: tuple[str, ...] = ()
    antecedent: Mention | None = None
    certainty: float = 0.5
    person: Person | None = None
    basis: str = "unknown"
    noun: str = ""  # the head of a nameless role, "soldier"
