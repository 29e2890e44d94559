"""How well an office fits a person: the words that both have, and what speaks against it."""

from model.language.lists import word_set
from model.speakers.mentions.mention import Mention
from model.speakers.mentions.names import Person
from model.speakers.mentions.offices import office_words
from model.speakers.tokens.lexicon import DET, lexicon, nations_in
from model.speakers.tokens.page import Page

CHIEFS = frozenset(["head", "chief", "chairman", "chairwoman", "chair", "director", "boss", "leader"])
SMALL = frozenset(["the", "this", "his", "her", "of", "a", "an", "for", "'s", "’s", "and"])
_FORMER = frozenset(["former", "ex", "until"])
_PORTFOLIOS = frozenset("prime foreign defence interior finance deputy economy energy health justice".split())
_ALSO = {"defense": "defence", "economic": "economy"}


def _other_portfolio(around: set[str], person: Person) -> bool:
    """Whether the office is of another ministry than the person's, or past where the person's is not."""
    known = person.known
    wanted, had = _portfolios(around), _portfolios(known)
    return bool(wanted and had and not wanted & had) or bool(known and around & _FORMER and not known & _FORMER)


def _portfolios(words: set[str]) -> set[str]:
    return words & _PORTFOLIOS | {_ALSO[word] for word in words & _ALSO.keys()}


def fitness(person: Person, head: str, around: set[str]) -> int:
    """Return how well an office fits: 0 not at all, more for every word in common."""
    if _other_portfolio(around, person):
        return 0
    around = around - SMALL
    nations, wanted = lexicon().nations, nations_in(around)
    for words, weight in ((person.words, 2), (office_words(person.name), 1)):
        had, common = nations_in(words), around & words
        alike = head in CHIEFS and "staff" not in around | words and any(w not in nations for w in common - CHIEFS)
        heads = CHIEFS if alike else {head}
        if heads & words and not (wanted and had and not wanted & had):
            strange = bool(wanted) and not had
            return weight + 2 * len(common) + 2 * bool(wanted & had) - 2 * strange
    return 0


def suits(page: Page, person: Person, mention: Mention, around: set[str]) -> bool:
    """Whether nothing speaks against it that an office is a person's: another country, another gender."""
    had = nations_in(person.words)
    strange = had and nations_in(around) - had
    head = page.lower[mention.head]
    gender = lexicon().role_gender.get(head, "")
    if _other_portfolio(around, person) or (head in word_set("office") and _unknown_of(page, person, mention)):
        return False
    return not strange and (not gender or person.gender in ("", gender))


def _unknown_of(page: Page, person: Person, mention: Mention) -> bool:
    """Whether an office says of which state or town it is, and nothing says so of the person."""
    own, nations = proper_words(page, mention), lexicon().nations
    return bool(own) and not own & {nations.get(word, word) for word in person.known}


def of_another(page: Page, earlier: Mention, mention: Mention) -> bool:
    """Whether one role is of another state or town than the other: "a Ukrainian official", "the U.S. official"."""
    own, other = proper_words(page, mention), proper_words(page, earlier)
    return bool(own and other and not own & other)


def proper_words(page: Page, mention: Mention) -> set[str]:
    """Return the countries and other proper words of a role and of what completes it."""
    end, nations = mention.end, lexicon().nations
    if page.lower_at(end) in ("of", "from", "in", "for"):
        end += 2 + bool(page.tags_at(end + 1) & DET)
    span = (k for k in range(mention.first, end) if page.has_capital(k) and not page.tags[k] & DET)
    return {nations.get(page.lower[k], page.lower[k]) for k in span} - {page.lower[mention.head]}
