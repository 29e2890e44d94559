"""Attribution: for each quotation, who is said to have said it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from model.labels import Kind
from model.quotes.legible import legible
from model.speakers.choice.candidate import Answer
from model.speakers.choice.candidates import Candidates
from model.speakers.choice.rank import Ranker, ranker
from model.speakers.cues.reading import Reading
from model.speakers.meaning.coreference import Resolver
from model.speakers.meaning.identity import Identity
from model.speakers.tokens.page import Page
from model.speakers.tokens.read import outermost, read_page
from model.types import Quotation, Span


@dataclass(frozen=True, slots=True)
class Attribution:
    """The source of one quotation, in the article's own words.

    `name` is the fullest name that the article gives, an apostrophe in it straight, so that one speaker has one name
    whatever the typography: O'Brien, not O’Brien. `description` its words beside this mention or the first that it
    gives ("governor of Luhansk"), `descriptions` all of them. `antecedent` is the mention that named whom a pronoun or
    an office means. `confidence` is the calibrated probability that `name` is right. All is empty where none is named.
    """

    mention: Span | None = None
    cue: str = ""
    name: str = ""
    description: str = ""
    descriptions: tuple[str, ...] = ()
    antecedent: Span | None = None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Said:
    """The answer for one quotation and whom its mention means."""

    answer: Answer
    identity: Identity


def attribute(text: str, quotations: Sequence[Quotation], flat: str | None = None) -> list[Attribution]:
    """Return one attribution for each quotation, in the same order; time grows linearly with the text.

    `flat` is `legible(text)`, for who has it already.
    """
    flat, out = legible(text) if flat is None else flat, [Attribution()] * len(quotations)
    order = _in_order(quotations)
    top = list(outermost(quotations, order))
    _attribute_level(flat, quotations, top, Span(0, len(flat)), out)
    for outer, inner in _nested(quotations, order, top):
        span = quotations[outer].span
        chosen = list(outermost(quotations, inner))
        _attribute_level(flat, quotations, chosen, span, out)
        for index in inner:
            if out[index].mention is None and quotations[index].kind is not Kind.OTHER:
                out[index] = out[outer]
    return out


def attribute_one(text: str, quotations: Sequence[Quotation], index: int, flat: str | None = None) -> Attribution:
    """Return what `attribute` answers for one quotation, without looking at those that follow it."""
    top = list(outermost(quotations, _in_order(quotations)))
    if index not in top:
        return attribute(text, quotations, flat)[index]
    flat = legible(text) if flat is None else flat
    page, weights = read_page(flat, quotations, top, Span(0, len(flat))), ranker()
    own = page.token_of[index]
    answers = takewhile(lambda answer: answer[0] <= own, read_speakers(Reading(page), weights))
    return next((_attribution(page, said, weights) for token, said in answers if token == own), Attribution())


def _in_order(quotations: Sequence[Quotation]) -> list[int]:
    """Return the indices of quotations by where they start, those that hold others first."""
    return sorted(range(len(quotations)), key=lambda i: (quotations[i].span.start, -quotations[i].span.end))


def _nested(quotations: Sequence[Quotation], order: Sequence[int], top: Sequence[int]) -> list[tuple[int, list[int]]]:
    """Return, for each outermost quotation that holds others, its index and theirs."""
    inside: dict[int, list[int]] = {}
    position = -1
    outer = set(top)
    for index in order:
        if index in outer:
            position = index
        elif position >= 0 and quotations[index].span.start < quotations[position].span.end:
            inside.setdefault(position, []).append(index)
    return list(inside.items())


def _attribute_level(
    text: str, quotations: Sequence[Quotation], chosen: Sequence[int], within: Span, out: list[Attribution]
) -> None:
    """Fill in the attributions of quotations that stand side by side within one span."""
    if not chosen:
        return
    page = read_page(text, quotations, chosen, within)
    weights = ranker()
    for token, said in read_speakers(Reading(page), weights):
        out[page.quotes[token]] = _attribution(page, said, weights)


def read_speakers(reading: Reading, ranker: Ranker) -> Iterator[tuple[int, Said]]:
    """Yield the token and the answer of each quotation of a page, in order; each may continue the one before."""
    candidates, resolver = Candidates(reading), Resolver(reading, ranker)
    spoken: list[tuple[int, Identity]] = []
    previous: tuple[int, Answer] | None = None
    for token in reading.quote_tokens:
        answer = ranker.choose(candidates.of(token, previous))
        if answer.mention is None:
            continue
        identity = spoken[-1][1] if answer.continues else resolver.identify(answer.mention, spoken)
        previous = (token, answer)
        spoken.append((token, identity))
        yield token, Said(answer, identity)


def _attribution(page: Page, said: Said, ranker: Ranker) -> Attribution:
    answer, identity = said.answer, said.identity
    mention, cue, antecedent = answer.mention, answer.cue, identity.antecedent
    assert mention is not None
    return Attribution(
        mention=page.span(mention.first, mention.end),
        cue=page.string(cue.first, cue.end) if cue else "",
        name=identity.name.replace("’", "'"),
        description=identity.description,
        descriptions=identity.descriptions,
        antecedent=page.span(antecedent.first, antecedent.end) if antecedent else None,
        confidence=ranker.confidence(answer, identity.certainty, identity.basis) if identity.name else 0.0,
    )
