"""The values that cross the borders between rooms: frozen, plain, and the same in code and in JSON.

All offsets are in characters (Unicode code points) of the text that the caller gave, start inclusive, end exclusive.
"""

from dataclasses import dataclass

from model.labels import Abstention, Kind, Sentiment, Side, Stance


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters, `text[start:end]`."""

    start: int
    end: int

    def overlap(self, other: "Span") -> int:
        """Return how many characters both spans hold."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


@dataclass(frozen=True, slots=True)
class Quote:
    """One quoted sentence or fragment, without its marks: `text == article[start:end]`.

    `start` and `end` are None where it was given without a context that holds it.
    """

    text: str
    start: int | None
    end: int | None
    kind: Kind = Kind.DIRECT


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between one pair of marks (or a run of continued paragraphs), without the outer marks."""

    span: Span
    kind: Kind
    sentences: tuple[Quote, ...]
    depth: int = 0  # 0 for a quotation in the reporter's text, 1 for one inside another, ...
    closed: bool = True  # False where the closing mark is missing
    parts: tuple[Span, ...] = ()  # one span a paragraph where the quotation is continued over several

    @property
    def spoken(self) -> bool:
        """Whether it is somebody's words in the reporter's text."""
        return self.depth == 0 and self.kind is not Kind.OTHER


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is said to have said it, with the evidence.

    `confidence` is the calibrated probability that `name` is the source; 1.0 where the caller named the speaker.
    """

    name: str = ""
    mention: Span | None = None
    side: Side = Side.UNKNOWN
    confidence: float = 0.0
    description: str = ""  # the article's own words for the speaker, "governor of Luhansk"
    cue: str = ""  # the word that ties speaker and quote, "said"
    evidence: str = ""  # why `side` is what it is


@dataclass(frozen=True, slots=True)
class Utterance:
    """One item to classify; `context` is the text in which the quote stands, in which an absent `speaker` is sought."""

    text: str
    speaker: str | None = None
    context: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class StanceResult:
    label: Stance
    probabilities: dict[Stance, float]
    abstained: bool = False
    reason: Abstention | None = None


@dataclass(frozen=True, slots=True)
class SentimentResult:
    label: Sentiment
    probabilities: dict[Sentiment, float]


@dataclass(frozen=True, slots=True)
class ModelId:
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """What is known of one quote. `stance_text` and `context_reliance` are set where both views were asked for."""

    id: str | None
    quote: Quote
    speaker: Speaker
    stance: StanceResult
    sentiment: SentimentResult
    model: ModelId
    truncated: bool = False
    stance_text: StanceResult | None = None
    context_reliance: float | None = None  # total variation distance between the views, 0..1
