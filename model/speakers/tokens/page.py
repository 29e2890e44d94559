"""A text as tokens, each outermost quotation being one token, with sentences and paragraphs."""

from dataclasses import dataclass, field

from model.quotes.marks import plain
from model.speakers.tokens.halves import whole_words
from model.types import Span

QUOTE = "\u0001"  # the word of a token that stands for a quotation
BREAK = "\n"  # the word of a token that ends a paragraph
MARKS = "\"'“”„‟‘’‚‛«»‹›`"


@dataclass(slots=True)
class Page:
    """A text and its tokens: the lists from `words` to `paragraph` have one entry a token."""

    text: str
    words: list[str] = field(default_factory=list)  # as written, entities resolved; QUOTE and BREAK stand for others
    lower: list[str] = field(default_factory=list)  # in small letters, without a final stop: "mr"
    starts: list[int] = field(default_factory=list)  # characters of `text`, as those of `ends`
    ends: list[int] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)  # bits of the lexicon, 0 for an unknown word
    caps: list[bool] = field(default_factory=list)
    sentence: list[int] = field(default_factory=list)  # its number, from 0 on
    paragraph: list[int] = field(default_factory=list)  # its number, from 0 on
    bounds: list[int] = field(default_factory=list)  # first token of each sentence
    quotes: dict[int, int] = field(default_factory=dict)  # token -> index of the quotation
    token_of: dict[int, int] = field(default_factory=dict)  # index of the quotation -> token
    small: set[str] = field(default_factory=set)  # words seen in small letters
    proper: set[str] = field(default_factory=set)  # words seen with a capital inside a sentence

    def __len__(self) -> int:
        return len(self.words)

    def word_at(self, token: int) -> str:
        """Return the word of a token, nothing before and behind the page."""
        return self.words[token] if 0 <= token < len(self.words) else ""

    def lower_at(self, token: int) -> str:
        """Return the small-letter word of a token, nothing before and behind the page."""
        return self.lower[token] if 0 <= token < len(self.lower) else ""

    def tags_at(self, token: int) -> int:
        """Return the bits of a token, 0 before and behind the page."""
        return self.tags[token] if 0 <= token < len(self.tags) else 0

    def has_capital(self, token: int) -> bool:
        """Whether a token has a capital; none before and behind the page."""
        return 0 <= token < len(self.caps) and self.caps[token]

    def extent(self, sentence: int) -> tuple[int, int]:
        """Return the tokens [first, end) of a sentence."""
        last = sentence + 1 >= len(self.bounds)
        return self.bounds[sentence], len(self.words) if last else self.bounds[sentence + 1]

    def ends_sentence(self, token: int) -> bool:
        """Whether a token is the last of its sentence."""
        return self.extent(self.sentence[token])[1] == token + 1

    def span(self, first: int, end: int) -> Span:
        """Return the characters of the tokens [first, end)."""
        return Span(self.starts[first], self.ends[end - 1])

    def string(self, first: int, end: int) -> str:
        """Return the text of the tokens [first, end), blanks folded, entities resolved, words whole."""
        return " ".join(whole_words(plain(self.text[self.starts[first] : self.ends[end - 1]])).split())
