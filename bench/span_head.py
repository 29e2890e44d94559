"""Set a span head on the encoder beside the rules: which words near a quote name its source.

Run as: python -m bench.span_head TRAIN.jsonl DEV.jsonl [--epochs 3] [--layers 4] [--limit N]

The head reads the words around one quote and points to the first and the last of its source, as in extractive question
answering with BERT (Devlin et al. 2019); CofeNet (Wang et al. 2022) and RiQuA (Papay & Padó 2020) look for sources in
the same way, with labels on words. Scored as the rules are in bench.quotes: a quote that the scanner misses is wrong.
Speeds are articles a second of processor time, scanning and tokenising included; set OMP_NUM_THREADS=1.
"""

import argparse
import random
import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.nn.utils.rnn import pad_sequence
from transformers import AutoTokenizer, get_linear_schedule_with_warmup

from bench.quotes import Found, Peer, Reader, quotestance, show
from bench.spans import labelled
from model.base import SMALL_BASE, locate_base
from model.encoder import Encoder
from model.types import Span
from training.speaker_gold import Article, read_sources
from training.tuning.states import State, StateBatch, pad
from training.tuning.trainer import seed_everything

WINDOW = 192  # tokens, with the two special ones
QUOTE_END = 20  # tokens kept at either end of a quote
AFTER_SHARE = 0.55  # of the room around the quote
LONGEST = 15  # tokens of an answer
SEED, BATCH = 1, 24
LAYER_RATE, HEAD_RATE, WARMUP, GRADIENT_NORM = 1.5e-4, 1e-3, 0.1, 1.0
CLOSED = -1e4  # the logit of a token that no answer may hold

Row = tuple[State, tuple[int, int]]  # one quote, and the first and last token of its source


@dataclass(frozen=True, slots=True)
class Window:
    """A quote in its text: token ids, segments (1 on the quote) and each token's characters, none for special ones."""

    ids: tuple[int, ...]
    segments: tuple[int, ...]
    spans: tuple[Span, ...]

    def target(self, sources: Sequence[Span]) -> tuple[int, int] | None:
        """Return the first and last token of the source nearest to the quote, None where none lies wholly in view."""
        quote = self.segments.index(1)
        held = (self._tokens(source) for source in sources)
        return min((pair for pair in held if pair), key=lambda pair: abs(pair[0] - quote), default=None)

    def _tokens(self, source: Span) -> tuple[int, int] | None:
        free = [k for k, span in enumerate(self.spans) if not self.segments[k] and span.overlap(source)]
        if not free or self.spans[free[0]].start > source.start or self.spans[free[-1]].end < source.end:
            return None
        return free[0], free[-1]


class Windows:
    """Text and quotes -> windows, by the base's own tokenizer; the ends of paragraphs show as a sign of their own."""

    def __init__(self, base: str) -> None:
        tokenizer: Any = AutoTokenizer.from_pretrained(locate_base(base))
        self._ends = int(tokenizer.cls_token_id), int(tokenizer.sep_token_id)
        self._words = tokenizer.backend_tokenizer
        self._words.no_truncation()
        self._words.no_padding()

    def of(self, text: str, quotes: Sequence[Span]) -> list[Window]:
        """Return one window for each quote; the text is tokenised once."""
        page = text.replace("\n\n", " ¶").replace("\n", "¶")  # as long as before, so that offsets hold
        encoded = self._words.encode(page, add_special_tokens=False)
        ids, spans = encoded.ids, [Span(*pair) for pair in encoded.offsets]
        starts, ends = [span.start for span in spans], [span.end for span in spans]
        inside = [range(bisect_right(ends, quote.start), bisect_left(starts, quote.end)) for quote in quotes]
        return [self._window(ids, spans, each) for each in inside]

    def _window(self, ids: Sequence[int], spans: Sequence[Span], quote: range) -> Window:
        said = [*quote] if len(quote) <= 2 * QUOTE_END else [*quote[:QUOTE_END], *quote[-QUOTE_END:]]
        room = WINDOW - 2 - len(said)
        before, after = quote.start, len(ids) - quote.stop
        after = min(after, max(int(AFTER_SHARE * room), room - before))
        left = range(quote.start - min(before, room - after), quote.start)
        kept = [*left, *said, *range(quote.stop, quote.stop + after)]
        return Window(
            ids=(self._ends[0], *(ids[k] for k in kept), self._ends[1]),
            segments=(0, *(int(k in quote) for k in kept), 0),
            spans=(Span(0, 0), *(spans[k] for k in kept), Span(0, 0)),
        )


class SpanHead(nn.Module):
    """Hidden states below the first tuned layer -> logits of the first and the last token of the source."""

    def __init__(self, base: str, tuned_layers: int) -> None:
        super().__init__()
        self.encoder = Encoder(base, tuned_layers)
        self.encoder.condition.requires_grad_(requires_grad=False)  # nobody's side is told here
        self.quoted = nn.Embedding(2, self.encoder.hidden_size)  # marks the quote where the tuned layers begin
        nn.init.zeros_(self.quoted.weight)
        self.first = nn.Linear(self.encoder.hidden_size, 1)
        self.last = nn.Linear(self.encoder.hidden_size, 1)

    def lower(self, windows: Sequence[Window]) -> list[State]:
        """Return the states (T, D) of each window below the first tuned layer, in half precision."""
        ids, segments, mask = (
            pad_sequence([torch.tensor(one) for one in rows], batch_first=True)
            for rows in zip(*((each.ids, each.segments, [1] * len(each.ids)) for each in windows), strict=True)
        )
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            held = self.encoder.lower(ids, mask, segments).half(), ids, segments
        return [State(*(each[k, : len(one.ids)].clone() for each in held)) for k, one in enumerate(windows)]

    def forward(self, batch: StateBatch) -> Tensor:
        """Return logits (2, B, T) of the first and last tokens, `CLOSED` where no answer may be."""
        with torch.autocast("cpu", torch.bfloat16):
            hidden = batch.hidden + self.quoted(batch.segments)
            hidden = self.encoder.upper(hidden, batch.mask, batch.condition)
            logits = torch.stack([self.first(hidden), self.last(hidden)]).squeeze(-1).float()
        return logits.masked_fill(~open_tokens(batch), CLOSED)

    def tuned(self) -> list[dict[str, Any]]:
        """Return the groups of what training may change, with their learning rates."""
        head = [each for module in (self.quoted, self.first, self.last) for each in module.parameters()]
        return [{"params": [*self.encoder.tuned_parameters()], "lr": LAYER_RATE}, {"params": head, "lr": HEAD_RATE}]


def open_tokens(batch: StateBatch) -> Tensor:
    """Return which tokens (B, T) an answer may hold: those of the text around, neither special ones nor the quote's."""
    inner = torch.zeros_like(batch.mask, dtype=torch.bool)
    inner[:, 1:-1] = batch.mask[:, 2:] > 0  # another token follows, so it is not the last one
    return inner & (batch.segments == 0)


def best_pairs(logits: Tensor, batch: StateBatch) -> list[tuple[int, int] | None]:
    """Return first and last token of the best answer for logits (2, B, T): at most LONGEST tokens, not the quote's."""
    size = logits.shape[2]
    scores = logits[0][:, :, None] + logits[1][:, None, :]  # (B, T, T)
    near = torch.ones(size, size, dtype=torch.bool).triu().tril(LONGEST - 1)
    free, passed = open_tokens(batch), batch.segments.cumsum(1)
    one_side = passed[:, :, None] == passed[:, None, :]
    allowed = near & one_side & free[:, :, None] & free[:, None, :]
    best = scores.masked_fill(~allowed, -torch.inf).flatten(1).max(1)
    found = zip(best.values.tolist(), best.indices.tolist(), strict=True)
    return [None if value == -torch.inf else divmod(index, size) for value, index in found]


def answers(head: SpanHead, windows: Sequence[Window]) -> Iterator[Span | None]:
    """Yield where each quote's source is mentioned."""
    for start in range(0, len(windows), BATCH):
        part = windows[start : start + BATCH]
        batch = pad(head.lower(part), [0] * len(part))
        with torch.no_grad():
            pairs = best_pairs(head(batch), batch)
        for window, pair in zip(part, pairs, strict=True):
            yield Span(window.spans[pair[0]].start, window.spans[pair[1]].end) if pair else None


def rows_of(head: SpanHead, windows: Windows, articles: Sequence[Article]) -> list[Row]:
    """Read the quotes whose source is in view with the frozen layers, once for all epochs."""
    gold = [each for article in articles for each in article.gold]
    read = [window for article in articles for window in windows.of(article.text, [g.span for g in article.gold])]
    targets = [window.target(each.sources) for window, each in zip(read, gold, strict=True)]
    known = [(window, target) for window, target in zip(read, targets, strict=True) if target]
    print(f"{len(known)} of {len(gold)} quotes have their source in view", flush=True)
    cut = (known[start : start + BATCH] for start in range(0, len(known), BATCH))
    return [row for part in cut for row in zip(head.lower([w for w, _ in part]), (t for _, t in part), strict=True)]


def batches(rows: Sequence[Row]) -> list[list[Row]]:
    """Cut rows into batches of like length, shuffled within and among each other."""
    ordered = sorted(rows, key=lambda row: (len(row[0]) // 16, random.random()))
    cut = [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
    return random.sample(cut, len(cut))


def train(head: SpanHead, rows: Sequence[Row], epochs: int) -> None:
    """Tune the upper layers and the head; prints the mean loss of each epoch."""
    optimiser = torch.optim.AdamW(head.tuned(), weight_decay=0.01)
    steps = epochs * -(-len(rows) // BATCH)
    rates = get_linear_schedule_with_warmup(optimiser, WARMUP * steps, steps)  # type: ignore[no-untyped-call]
    head.train()
    for epoch in range(1, epochs + 1):
        start, losses = time.perf_counter(), []
        for part in batches(rows):
            losses.append(_step(head, part, optimiser))
            rates.step()
        halves = ", then ".join(f"{np.mean(half):.3f}" for half in np.array_split(losses, 2))
        print(f"epoch {epoch}: loss {halves}, {time.perf_counter() - start:.0f} s", flush=True)
    head.eval()


def _step(head: SpanHead, part: Sequence[Row], optimiser: torch.optim.Optimizer) -> float:
    logits = head(pad([state for state, _ in part], [0] * len(part)))
    targets = torch.tensor([target for _, target in part]).T
    loss = (cross_entropy(logits[0], targets[0]) + cross_entropy(logits[1], targets[1])) / 2
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(head.parameters(), GRADIENT_NORM)
    optimiser.step()
    return loss.item()


def reader(head: SpanHead, windows: Windows) -> Reader:
    """Return the scanner's quotations with the head's answers."""

    def read(text: str) -> list[Found]:
        quotes = labelled(text)
        return [Found(*pair) for pair in zip(quotes, answers(head, windows.of(text, quotes)), strict=True)]

    return read


def main(argv: list[str] | None = None) -> int:
    """Train the head, then print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("dev", type=Path)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--layers", type=int, default=4, help="how many upper layers to tune")
    parser.add_argument("--limit", type=int, default=None, help="read only so many articles of either set")
    args = parser.parse_args(argv)
    seed_everything(SEED)
    head, windows = SpanHead(SMALL_BASE, args.layers).eval(), Windows(SMALL_BASE)
    train(head, rows_of(head, windows, read_sources(args.train)[: args.limit]), args.epochs)
    peers = Peer("rules and ranker", (), quotestance), Peer("span head", (), lambda: reader(head, windows))
    show(peers, read_sources(args.dev)[: args.limit])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
