"""One judgement of one quote, as an annotator gave it."""

import hashlib
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

from model.corrections import with_words
from model.items import valid_unicode
from model.labels import Kind, Sentiment, Side, Stance
from training.data.leakage import plain
from training.imports.raw import JUDGED, WORDS

MADE = "import-"  # begins the ids of rows that were made here


def _label(value: object) -> object:
    return value.strip().casefold().replace("_", "-").replace(" ", "-") if isinstance(value, str) else value


def _named(*names: str) -> Any:
    return Field(default=None, validation_alias=AliasChoices(*names))


LabelOf = BeforeValidator(_label)
Valid = Annotated[str, AfterValidator(valid_unicode)]
MaybeStance = Annotated[Stance | None, LabelOf]
MaybeSentiment = Annotated[Sentiment | None, LabelOf]


class Row(BaseModel):
    """One judgement, by whatever names its columns go; columns that mean nothing to us are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)
    text: Annotated[Valid, AfterValidator(with_words)] = Field(validation_alias=AliasChoices(*WORDS))
    context: Valid | None = _named("context", "paragraph")
    before: Valid | None = None
    speaker: Valid | None = _named("speaker", "speaker_given", "shown_speaker")
    kind: Annotated[Literal[Kind.DIRECT, Kind.PARTIAL], LabelOf] = Kind.DIRECT
    side: Annotated[Side | None, LabelOf] = None
    stance: MaybeStance = None
    stance_text: MaybeStance = None
    sentiment: MaybeSentiment = None
    shown_stance: MaybeStance = None
    shown_stance_text: MaybeStance = None
    shown_sentiment: MaybeSentiment = None
    annotator: Valid | None = None
    sure: int = Field(default=2, ge=1, le=3)
    current: bool = True
    settles: bool = False

    @property
    def item(self) -> str:
        """Return the same digest for every judgement of one quote in one context."""
        words = "\0".join(plain(part) for part in (self.text, self.context or ""))
        return hashlib.sha256(words.encode()).hexdigest()

    @property
    def id(self) -> str:
        return f"{MADE}{self.item[:16]}"

    @property
    def who(self) -> str:
        """Return the name that tells annotators apart, here as in the service: capitals and outer blanks do not."""
        return (self.annotator or "").strip().lower()

    @property
    def labels(self) -> dict[str, str]:
        return {name: str(value) for name in JUDGED if (value := getattr(self, name)) is not None}
