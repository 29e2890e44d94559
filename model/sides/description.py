"""A description cut into words, with what the words are and the names among them; and what a name in it proves."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

from model.labels import Side
from model.quotes.lexicon import words
from model.sides.phrase import Part, Token, tokenize
from model.sides.rows import RowKind
from model.sides.terms import Term, Terms
from model.sides.words import WordKind, word_kinds

NONE: frozenset[WordKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Clue:
    """What a name or word in a description proves; `score` is about the probability that it is right."""

    score: float
    side: Side
    names: str  # the words that decided
    kind: RowKind | None = None  # what they name; None for a word of revolt, HELD for one of occupation


@dataclass(frozen=True, slots=True)
class Description:
    """What is told of a speaker, cut into words and looked up: `kinds` has one entry a token."""

    tokens: tuple[Token, ...]
    kinds: tuple[frozenset[WordKind], ...]
    terms: tuple[Term, ...]
    date: dt.date | None

    def prefix(self, index: int) -> str:
        """Return the word that a hyphen ties to the one at `index`: "self" of "self-appointed"; nothing for most."""
        before = self.tokens[index - 1] if index else None
        return before.word if before and before.glued else ""

    def any_kind(self, kind: WordKind, end: int | None = None) -> bool:
        """Say whether a word of the kind stands before the token `end`, or anywhere."""
        return any(kind in kinds for kinds in self.kinds[:end])

    def taken(self) -> set[int]:
        """Return the tokens that stand in a term."""
        return {index for term in self.terms for index in range(term.start, term.end)}

    def head(self, part: Part) -> frozenset[WordKind]:
        """Return the kinds of the last known noun of a part; nothing where it has none."""
        taken = self.taken()
        known = (k for k in reversed(range(part.start, part.end)) if self.kinds[k] and k not in taken)
        return next((self.kinds[k] for k in known), NONE)


@cache
def _doubted() -> re.Pattern[str]:
    """Return what finds an office in marks, the “mayor”, which is only called so."""
    offices = "|".join(sorted(words("other", "offices")))
    return re.compile(rf"(?:^|[“\"‘'«])((?:acting |deputy |interim )?(?:{offices}))[”\"’'»](?!\w)")


def read(text: str, terms: Terms, date: dt.date | None) -> Description:
    tokens = tokenize(_doubted().sub(r"so-called \1", text))
    known = word_kinds()
    kinds = tuple(known.get(token.word, NONE) for token in tokens)
    return Description(tokens, kinds, tuple(terms.find(tokens, date)), date)
