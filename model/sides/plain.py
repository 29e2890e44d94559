"""Words that by themselves are nobody's surname: titles, usual given names, nouns for people.

"Hanna" is no Khanna, "a baker" no James Baker and "Maj Gen" no Theresa May, though their spelling keys are equal.
"""

from functools import lru_cache

from model.language.inflect import noun_forms
from model.language.lists import sections, word_set
from model.sides.name_forms import name_forms
from model.sides.rows import PEOPLE, shipped
from model.sides.transliteration import TITLES, fold, given_names, name_words
from model.sides.words import word_kinds

_PLACED = frozenset({"governor", "gov", "mayor"})  # after a word, that word is a place: "Lyman Governor"
_USUAL = 2  # people of the table who bear a given name, from which it is a usual one


def is_title(name: str) -> bool:
    """Say whether a name is made of nothing but titles and ranks: "Maj Gen"."""
    return all(word.lower() in TITLES for word in name_words(name))


def is_noun(word: str) -> bool:
    """Say whether a word is a noun for people or a usual call sign: "Guard", "Wolf"."""
    return word.lower() in word_kinds() or word.lower() in _nouns()


def names_place(name: str) -> bool:
    """Say whether an office that belongs to a place follows the name: "Lyman Governor"."""
    words = name.split()
    return len(words) > 1 and words[-1].lower().rstrip(".") in _PLACED


def is_given(word: str) -> bool:
    """Say whether a word, in any spelling, is a usual given name."""
    return fold(word) in _given()


def is_kin(word: str) -> bool:
    """Say whether a word is a noun for kin: "mother", "sons"."""
    return word in _kin()


@lru_cache(maxsize=1)
def _kin() -> frozenset[str]:
    return frozenset(form for word in word_set("kin") for form in noun_forms(word))


@lru_cache(maxsize=1)
def _nouns() -> frozenset[str]:
    roles = (form for word in _listed("roles.txt") for form in noun_forms(word))
    return frozenset([*roles, *_listed("call_signs.txt")])


@lru_cache(maxsize=1)
def _given() -> frozenset[str]:
    first: dict[str, int] = {}
    for row in shipped(PEOPLE):
        words = name_words(row.name)
        if len(words) > 1:
            first[fold(words[0])] = first.get(fold(words[0]), 0) + 1
    usual = (name for name, count in first.items() if count >= _USUAL)
    return frozenset([*usual, *given_names(), *map(fold, [*name_forms(), *_listed("given_names.txt")])])


def _listed(file: str) -> list[str]:
    """Return the words of a list of cues."""
    return [word for _, words in sections(file) for word in words]
