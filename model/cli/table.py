"""Predictions for people: a coloured table."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from model.labels import Sentiment, Stance
from model.types import Prediction

COLOURS = {
    Stance.PRO_KYIV: "blue",
    Stance.PRO_MOSCOW: "red",
    Stance.NEUTRAL: "white",
    Sentiment.POSITIVE: "green",
    Sentiment.NEGATIVE: "magenta",
    Sentiment.NEUTRAL: "white",
}


def show(predictions: Sequence[Prediction], console: Console | None = None) -> None:
    """Print one row for each prediction; a stance that is not vouched for is marked with a question mark."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title, ratio in (("quote", 5), ("speaker", 2), ("side", 1), ("stance", 2), ("sentiment", 2)):
        table.add_column(title, ratio=ratio, overflow="fold")
    for prediction in predictions:
        table.add_row(*_row(prediction))
    (console or Console()).print(table)


def _row(prediction: Prediction) -> tuple[Text, ...]:
    stance, sentiment = prediction.stance, prediction.sentiment
    likely = Text(f"{stance.label} {stance.probabilities[stance.label]:.0%}", COLOURS[stance.label])
    if stance.abstained:
        likely.append(" ?", "dim")
    tone = Text(f"{sentiment.label} {sentiment.probabilities[sentiment.label]:.0%}", COLOURS[sentiment.label])
    return (
        Text(prediction.quote.text),
        Text(prediction.speaker.name or "not named", "" if prediction.speaker.name else "dim"),
        Text(prediction.speaker.side),
        likely,
        tone,
    )
