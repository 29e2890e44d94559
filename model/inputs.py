"""From a quote and the text around it to token ids.

One sequence holds everything, the quoted words in place and marked:

    context view   [CLS] ... text before " quoted words " text after ... [SEP]
    text view      [CLS] " quoted words " [SEP]

`segments` is 1 on the quoted words. Of the speaker only the side is an input, so that two speakers of one side are
treated alike; model.hiding keeps the name out of the text around.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from transformers import AutoTokenizer

from model.artifacts.metadata import InputSettings
from model.base import locate_base
from model.encoder import condition_of
from model.errors import BundleError, said
from model.labels import Side, View
from model.network import Batch
from model.quotes.paragraphs import BREAK
from model.types import Span
from model.wording import uniform

BEFORE_CHARACTERS = 330
AFTER_CHARACTERS = 200
MARK = '"'


@dataclass(frozen=True, slots=True)
class Example:
    """One quote as the network sees it; `before` and `after` are the text around it."""

    quote: str
    before: str = ""
    after: str = ""
    side: Side = Side.UNKNOWN


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids of one example in one view; `truncated` says that some of the quoted words did not fit."""

    ids: tuple[int, ...]
    segments: tuple[int, ...]
    condition: int
    truncated: bool

    def __len__(self) -> int:
        return len(self.ids)


def spans_around(text: str, start: int, end: int) -> tuple[Span, Span]:
    """Return where the text before and after `text[start:end]` stands that the network may see.

    After the quote only its own paragraph counts; before it, those before may help out.
    """
    furthest = min(len(text), end + AFTER_CHARACTERS)
    paragraph_end = BREAK.search(text, end, furthest)
    last = paragraph_end.start() if paragraph_end else furthest
    return Span(max(0, start - BEFORE_CHARACTERS), start), Span(end, last)


class InputEncoder:
    """Example -> Encoded, by the base's own tokenizer; raises BundleError where it is missing or damaged."""

    def __init__(self, base: str, settings: InputSettings) -> None:
        self.settings = settings
        self._tokenizer = _tokenizer(base)
        self._words = self._tokenizer.backend_tokenizer  # without a wrapper that takes longer than its work
        self._words.no_truncation()
        self._words.no_padding()
        self._mark = tuple(self._ids(MARK))
        self.pad: int = self._tokenizer.pad_token_id

    def _ids(self, text: str) -> list[int]:
        # Lone surrogates cannot be tokenised; a question mark keeps the words around them apart.
        clean = uniform(text).encode("utf-8", "replace").decode("utf-8")
        ids: list[int] = self._words.encode(clean, add_special_tokens=False).ids
        return ids

    def encode(self, example: Example, view: View) -> Encoded:
        """Return the token ids of one example, at most `max_tokens` of them."""
        quote = self._ids(example.quote)
        kept = quote[: self.settings.quote_tokens]
        before, after = ([], []) if view is View.TEXT else self._around(example, len(kept))
        left = [self._tokenizer.cls_token_id, *before, *self._mark]
        right = [*self._mark, *after, self._tokenizer.sep_token_id]
        return Encoded(
            ids=(*left, *kept, *right),
            segments=(*[0] * len(left), *[1] * len(kept), *[0] * len(right)),
            condition=condition_of(view, example.side),
            truncated=len(kept) < len(quote),
        )

    def _around(self, example: Example, taken: int) -> tuple[list[int], list[int]]:
        room = max(0, self.settings.max_tokens - taken - 2 - 2 * len(self._mark))
        before, after = self._ids(example.before), self._ids(example.after)
        after = after[: max(room // 3, room - len(before))]
        room -= len(after)
        return before[len(before) - min(room, len(before)) :], after

    def batch(self, rows: Sequence[Encoded]) -> Batch:
        """Pad encoded examples to the longest of them: tensors (B, T) and condition (B,)."""
        width = max(map(len, rows))
        padded = [(row, width - len(row)) for row in rows]
        return Batch(
            ids=torch.tensor([[*row.ids, *[self.pad] * gap] for row, gap in padded]),
            mask=torch.tensor([[1] * len(row) + [0] * gap for row, gap in padded]),
            segments=torch.tensor([[*row.segments, *[0] * gap] for row, gap in padded]),
            condition=torch.tensor([row.condition for row in rows]),
        )


def _tokenizer(base: str) -> Any:
    located = locate_base(base)
    try:
        found = AutoTokenizer.from_pretrained(located)
    except Exception as error:  # there is no end to what damaged files make the library raise
        raise BundleError(f"cannot load the tokenizer of {base}: {said(error)}; copy the base again") from error
    if len(found) <= len(found.all_special_tokens):  # what the library makes up where there are no files
        raise BundleError(f"{base} has no tokenizer that knows a word; copy its tokenizer.json beside its weights")
    if None in (found.cls_token_id, found.sep_token_id, found.pad_token_id):
        raise BundleError(f"the tokenizer of {base} lacks a token to begin, to end or to pad with; name another base")
    return found
