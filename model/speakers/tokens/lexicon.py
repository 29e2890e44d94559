"""The words that attribution goes by, read once from `model/data/cues/*.txt`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from model.language.inflect import noun_forms, verb_forms
from model.language.lists import sections

# Classes of words, as bits: a word can be of several ("report" is a verb form and a paper).
DET, POSS, HE, SHE, IT, THEY, SELF, WHO = (1 << n for n in range(8))
PREP, CONJ, AUX, NEG, ADV, TIME, OPENER = (1 << n for n in range(8, 15))
MODIFIER, ROLE, BODY, PAPER, SAYING, TITLE, NATION, PLURAL, CUE, THING = (1 << n for n in range(15, 25))
PRONOUN = HE | SHE | IT | THEY | SELF | WHO
NOUN = ROLE | BODY | PAPER

_WORD_SECTIONS = {
    "determiner": DET,
    "possessive": POSS,
    "pronoun-male": HE,
    "pronoun-female": SHE,
    "pronoun-thing": IT,
    "pronoun-plural": THEY,
    "pronoun-self": SELF,
    "relative": WHO,
    "preposition": PREP,
    "conjunction": CONJ,
    "auxiliary": AUX,
    "negation": NEG,
    "adverb": ADV,
    "time": TIME,
    "opener": OPENER,
    "modifier": MODIFIER,
    "thing": THING,
}


@dataclass(frozen=True, slots=True)
class CueForm:
    """One form of a cue verb: `form` is `base`, `s`, `past` or `ing`; `strength` is its section."""

    lemma: str
    form: str
    strength: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known of words, which are in lower case.

    `tags` maps a word to its bits, `cues` a form of a cue verb to what it is; `role_gender` maps a noun or title and
    `name_gender` a given name to `m` or `f`, where it tells; `nations` maps a form to its country, `singular` the
    plural of a noun for people to its singular.
    """

    tags: Mapping[str, int]
    cues: Mapping[str, CueForm]
    role_gender: Mapping[str, str]
    name_gender: Mapping[str, str]
    nations: Mapping[str, str]
    singular: Mapping[str, str]


def _cues() -> dict[str, CueForm]:
    out: dict[str, CueForm] = {}
    for strength, words in sections("verbs.txt"):
        for form, kind in verb_forms(words[0], words[1:]):
            out.setdefault(form, CueForm(words[0], kind, strength))
    return out


def _role_words() -> Iterator[tuple[str, int, str]]:
    """Yield (word, bits, gender) for every noun for people."""
    for section, words in sections("roles.txt"):
        gender = {"male": "m", "female": "f"}.get(section, "")
        for word in words:
            if section == "group":
                yield word, ROLE | PLURAL, ""
                continue
            single, plural = noun_forms(word)
            yield single, ROLE, gender
            yield plural, ROLE | PLURAL, ""


def _singular() -> dict[str, str]:
    """Return the nouns for people by their plural."""
    words = (word for section, words in sections("roles.txt") if section != "group" for word in words)
    return {plural: single for single, plural in map(noun_forms, words)}


def _body_words() -> Iterator[tuple[str, int]]:
    bits = {"body": BODY, "paper": PAPER, "saying": SAYING}
    for section, words in sections("bodies.txt"):
        for word in words:
            single, plural = noun_forms(word)
            yield single, bits[section]
            if section != "saying":
                yield plural, bits[section] | PLURAL


def _tags(cues: Mapping[str, CueForm], nations: Mapping[str, str]) -> dict[str, int]:
    pairs = [(w, _WORD_SECTIONS[s]) for s, words in sections("words.txt") for w in words]
    pairs += [(w, bits) for w, bits, _ in _role_words()]
    pairs += _body_words()
    pairs += [(w, TITLE) for _, words in sections("titles.txt") for w in words]
    pairs += [(w, NATION) for w in nations]
    pairs += [(w, CUE) for w in cues]
    out: dict[str, int] = {}
    for word, bits in pairs:
        out[word] = out.get(word, 0) | bits
    return out


def _genders() -> tuple[dict[str, str], dict[str, str]]:
    roles = {word: gender for word, _, gender in _role_words() if gender}
    names: dict[str, str] = {}
    for section, words in sections("given_names.txt"):
        for word in words:
            names.setdefault(word.lower(), section[0])
    for section, words in sections("titles.txt"):
        roles |= {w: section[0] for w in words if section != "any"}
    return roles, names


def nations_in(words: Iterable[str]) -> set[str]:
    """Return the countries that some small-letter words are forms of."""
    nations = lexicon().nations
    return {nations[word] for word in words if word in nations}


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, read on the first call."""
    cues = _cues()
    nations = {form.lower(): words[0] for _, words in sections("countries.txt") for form in words}
    roles, names = _genders()
    return Lexicon(_tags(cues, nations), cues, roles, names, nations, _singular())
