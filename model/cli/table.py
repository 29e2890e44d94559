"""Predictions for people: a coloured table."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from model.labels import Sentiment, Stance
from model.sides.table import GUESS
from model.types import Prediction, Speaker, StanceResult

COLOURS = {
    Stance.PRO_KYIV: "blue",
    Stance.PRO_MOSCOW: "red",
    Stance.NEUTRAL: "white",
    Sentiment.POSITIVE: "green",
    Sentiment.NEGATIVE: "magenta",
    Sentiment.NEUTRAL: "white",
}
LEGEND = "? after a speaker: rather another, or nobody; a side: guessed from the text around; a stance: not vouched for"
EVEN = 0.5  # the confidence below which a speaker is more likely wrong than right


def show(predictions: Sequence[Prediction], console: Console | None = None) -> None:
    """Print one row for each prediction, the stance by the words alone beside the other where there is one.

    A doubtful speaker, a guessed side, and a stance that is not vouched for are marked with a question mark.
    """
    both = any(prediction.stance_text for prediction in predictions)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title, ratio in _columns(both=both):
        table.add_column(title, ratio=ratio, overflow="fold")
    for prediction in predictions:
        table.add_row(*_row(prediction, both=both))
    shown = console or Console()
    shown.print(table)
    if any(map(_marked, predictions)):
        shown.print(LEGEND, style="dim", highlight=False)


def _columns(*, both: bool) -> Iterator[tuple[str, int]]:
    yield from (("quote", 5), ("speaker", 2), ("side", 1), ("stance", 2))
    if both:
        yield "by words", 2
    yield "sentiment", 2


def _row(prediction: Prediction, *, both: bool) -> Iterator[Text]:
    speaker, sentiment = prediction.speaker, prediction.sentiment
    yield Text(" ".join(prediction.quote.text.split()))
    yield _name(speaker)
    yield Text(f"{speaker.side}?" if _guessed(speaker) else speaker.side)
    yield _stance(prediction.stance)
    if both:
        yield _stance(prediction.stance_text) if prediction.stance_text else Text("")
    yield Text(f"{sentiment.label} {sentiment.probabilities[sentiment.label]:.0%}", COLOURS[sentiment.label])


def _name(speaker: Speaker) -> Text:
    if not speaker.name:
        return Text("not named", "dim")
    return Text(speaker.name).append(" ?", "dim") if _doubted(speaker) else Text(speaker.name)


def _stance(stance: StanceResult) -> Text:
    likely = Text(f"{stance.label} {stance.probabilities[stance.label]:.0%}", COLOURS[stance.label])
    return likely.append("?", "dim") if stance.abstained else likely


def _doubted(speaker: Speaker) -> bool:
    return bool(speaker.name) and speaker.confidence < EVEN


def _guessed(speaker: Speaker) -> bool:
    return speaker.evidence.startswith(GUESS)


def _marked(prediction: Prediction) -> bool:
    stances = (prediction.stance, prediction.stance_text)
    speaker = prediction.speaker
    return _doubted(speaker) or _guessed(speaker) or any(stance and stance.abstained for stance in stances)
