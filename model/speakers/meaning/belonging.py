"""Whose spokesman or wife somebody is: what "its", "their", "his" and "her" leave to the sentences before."""

from model.language.lists import word_set
from model.speakers.cues.subjects import Subjects
from model.speakers.meaning.bodies import Bodies
from model.speakers.meaning.fitting import CHIEFS
from model.speakers.meaning.identity import Identity
from model.speakers.mentions.mention import Mention, Shape, is_governed, pronoun
from model.speakers.tokens.lexicon import NATION
from model.speakers.tokens.page import Page

_OWN = frozenset(["his", "her", "its", "their"])
_LINKS = 3  # prepositions between an office and a name: the envoy to the UN in Geneva


def owner_of(page: Page, mention: Mention) -> Mention | None:
    """Return the possessor of a mention, "his" among them."""
    return mention.owner or (pronoun(mention.first) if page.lower[mention.first] in _OWN else None)


def office_before(page: Page, subjects: Subjects, named: Mention) -> Mention | None:
    """Return the role that a name follows: "Its envoy" of "Its envoy to the UN, Ivan Petrenko,"."""
    comma = page.word_at(named.first - 1) == ","
    office = subjects.ending(named.first - 1) if comma else None
    for _ in range(_LINKS):
        if office is None or office.shape is Shape.ROLE or not is_governed(page, office):
            break
        office = subjects.ending(office.first - 1)
    return office if office is not None and office.shape is Shape.ROLE else None


def office_of(page: Page, bodies: Bodies, office: Mention) -> str:
    """Return "spokesman of the Kremlin" for "its spokesman", after "The Kremlin denied it"."""
    whose, noun = page.lower[office.first], page.lower[office.head]
    if whose not in ("its", "their") or noun not in word_set("office") | CHIEFS | {"executive"}:
        return ""
    body = bodies.salient(office.first, plural=whose == "their")
    return f"{noun} of {page.string(body.first, body.end)}" if body is not None else ""


def kin_of(page: Page, mention: Mention, whose: Identity) -> Identity:
    """Return "Olena Koval's mother" for "her mother", told of as she is, but not "Her Ukrainian cousin"."""
    own = page.string(mention.first, mention.end)
    name = f"{whose.name}'s {page.string(mention.first + 1, mention.end)}"
    apart = any(page.tags[k] & NATION for k in range(mention.first, mention.end))
    told = (own,) if apart else (own, *whose.descriptions)
    return Identity(name, own, told, whose.antecedent, whose.certainty, None, "role", page.lower[mention.head])
