"""From labelled units to what the network learns from: read as the product would read them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Protocol, TypeVar

from model.inputs import Example
from model.reading import example_of, read_text, read_utterance
from model.sides import SideTable
from model.types import Quote, Span, Speaker, Utterance
from training.data.tasks import SENTIMENTS, STANCES
from training.data.units import Unit
from training.speaker_gold import find

UNLABELLED = -100  # the answer that torch's cross-entropy leaves out


@dataclass(frozen=True, slots=True)
class Labelled:
    """One example with its answers as numbers, in the order of the label enums."""

    unit: Unit
    example: Example  # with the side that the product resolves, or the annotator's for authored text
    stance: int
    stance_text: int
    sentiment: int

    @property
    def only_tone(self) -> bool:
        """Whether the tone is all that is known: a target in a sentence, or a quote that nobody gave a stance."""
        return self.stance == UNLABELLED


def label_units(units: Sequence[Unit], sides: SideTable) -> list[Labelled]:
    """Return the examples of units, in their order.

    Real news gets the speaker and side that the product finds in the whole article, right or wrong, since that is what
    the network will be given; authored paragraphs, which often name no side, get the annotator's.
    """
    speakers = dict(_found_speakers([unit for unit in units if unit.real], sides))
    return [_labelled(unit, speakers.get(unit.id) or _told(unit, sides)) for unit in units]


def _told(unit: Unit, sides: SideTable) -> Speaker:
    """Return the speaker found in the unit's own text, on the side that its annotator gave, if any."""
    speaker = read_utterance(Utterance(unit.quote, context=unit.text), sides).speaker
    return speaker if unit.labels.side is None else replace(speaker, side=unit.labels.side)


def _labelled(unit: Unit, speaker: Speaker) -> Labelled:
    return Labelled(
        unit=unit,
        example=example_of(unit.text, Quote(unit.quote, unit.start, unit.end), speaker),
        stance=STANCES.index(unit.labels.stance),
        stance_text=STANCES.index(unit.labels.stance_text),
        sentiment=SENTIMENTS.index(unit.labels.sentiment),
    )


def label_tones(units: Sequence[Unit], sides: SideTable) -> list[Labelled]:
    """Return examples of the tone alone, read as the product would read them."""
    return [_tone_alone(row) for row in label_units(units, sides)]


def label_targets(targets: Sequence[Unit]) -> list[Labelled]:
    """Return examples of the auxiliary task: nobody speaks, and the tone alone is known."""
    return [_tone_alone(_labelled(target, Speaker())) for target in targets]


def _tone_alone(row: Labelled) -> Labelled:
    return replace(row, stance=UNLABELLED, stance_text=UNLABELLED)


def _found_speakers(units: Sequence[Unit], sides: SideTable) -> Iterator[tuple[str, Speaker]]:
    for text, group in groupby(sorted(units, key=lambda unit: unit.text), key=lambda unit: unit.text):
        readings = list(read_text(text, sides))
        for unit in group:
            reading = best_overlap(unit.span, readings)
            yield unit.id, reading.speaker if reading else Speaker()


class HasQuote(Protocol):
    """A reading or a prediction of an article."""

    @property
    def quote(self) -> Quote: ...


Found = TypeVar("Found", bound=HasQuote)


def best_overlap(span: Span, found: Sequence[Found]) -> Found | None:
    """Return what covers most of the span, if its quote covers at least half of it."""
    best = find(span, [_span(one.quote) for one in found])
    return found[best] if best >= 0 else None


def _span(quote: Quote) -> Span:
    assert quote.start is not None
    assert quote.end is not None
    return Span(quote.start, quote.end)
