"""What metadata.json of a model folder says: everything about a model that is not a weight.

Beside `bundle`, which reads the weights, so that what asks only which model that is need not wait for PyTorch.
"""

import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidatorFunctionWrapHandler, field_validator

from model.artifacts.figures import Figures
from model.decode import Calibration
from model.drift import Profile
from model.errors import BundleError, first_fault
from model.labels import Sentiment, Stance

log = logging.getLogger(__name__)
FORMAT = 2
SHIPPED = Path(__file__).parents[1] / "shipped"
METADATA = "metadata.json"
WIDEST = 65536  # beyond any sense, and short of what no memory holds
FRAME = 4  # tokens that stand around the quoted words in both views


@dataclass(frozen=True)
class Architecture:
    """What must be known to build the network again; the bounds hold where it is read from a file."""

    base: str
    tuned_layers: Annotated[int, Field(ge=0)]
    layers: Annotated[int | None, Field(ge=1)] = None  # how many of the base's are kept, from below; all, if not said
    head_width: Annotated[int, Field(ge=1, le=WIDEST)] = 128
    side_width: Annotated[int, Field(ge=1, le=WIDEST)] = 48
    dropout: Annotated[float, Field(ge=0, lt=1)] = 0.2

    @property
    def kept(self) -> str:
        """Say what of the base is kept."""
        return self.base if self.layers is None else f"the lower {self.layers} layers of {self.base}"


@dataclass(frozen=True)
class InputSettings:
    """How long an input may be, in tokens; the quoted words come first, the text around shares the rest.

    No base counts positions beyond 512. Raises ValueError where the quoted words alone could be longer than an input.
    """

    max_tokens: Annotated[int, Field(le=512)] = 96
    quote_tokens: Annotated[int, Field(ge=1)] = 64

    def __post_init__(self) -> None:
        most = self.max_tokens - FRAME
        if self.quote_tokens > most:
            raise ValueError(f"quote_tokens must be at most max_tokens - {FRAME} = {most}, got {self.quote_tokens}")


class Corpus(BaseModel):
    """One file that the model learned from."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    sha256: str
    units: int


class Metadata(BaseModel):
    """Everything about a bundle that is not a weight."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    format: int = FORMAT
    name: str = "quotestance"
    version: str
    created: str
    code_version: str
    stances: tuple[str, ...] = tuple(Stance)
    sentiments: tuple[str, ...] = tuple(Sentiment)
    architecture: Architecture
    base_sha256: str | None = None
    inputs: InputSettings = InputSettings()
    calibration: Calibration = Calibration()
    corpora: tuple[Corpus, ...] = ()
    training: dict[str, Any] = Field(default_factory=dict)  # configuration, seeds, time, hardware
    figures: Figures | None = None  # None where it was not measured
    reference: Profile = Profile()  # of its predictions when it was measured
    weights_sha256: str = ""

    @field_validator("figures", mode="wrap")
    @classmethod
    def _known_figures(cls, figures: object, read: ValidatorFunctionWrapHandler) -> Figures | None:
        """Take for unmeasured what was measured by another version in another form: answers do not depend on it."""
        try:
            found: Figures | None = read(figures or None)  # models of before have {} where nothing was measured
        except ValidationError as error:
            _say_left_out(first_fault(error, "the figures"))
            return None
        return found

    @field_validator("reference", mode="wrap")
    @classmethod
    def _known_reference(cls, reference: object, read: ValidatorFunctionWrapHandler) -> Profile:
        """Take for none what models carried before there were profiles."""
        try:
            found: Profile = read(reference)
        except ValidationError:
            return Profile()
        return found


@cache  # metadata are read at several places: it is said once
def _say_left_out(fault: str) -> None:
    log.warning("the model's figures are left out, since they are not in the form of this version: %s", fault)


class _Format(BaseModel):
    format: int = FORMAT


def read_metadata(folder: Path) -> Metadata:
    """Return the checked metadata of a model folder; raises BundleError."""
    file = folder / METADATA
    if not file.is_file():
        raise BundleError(f"{folder} is not a model folder: it has no {METADATA}; train one or leave the path out")
    try:
        metadata = _validated(file)
    except OSError as error:
        raise BundleError(f"cannot read {file}: {error.strerror}; mend that or copy the folder again") from error
    except ValidationError as error:
        raise BundleError(f"{file} is not valid: {first_fault(error, 'the file')}; copy the folder again") from error
    if metadata.stances != tuple(Stance) or metadata.sentiments != tuple(Sentiment):
        labels = f"{metadata.stances} and {metadata.sentiments}"
        raise BundleError(f"{file} has labels {labels}, which are not ours; retrain the model")
    return metadata


def _validated(file: Path) -> Metadata:
    """Return the metadata of a file; its format is looked at first, since another one has other fields."""
    data = file.read_bytes()
    found = _Format.model_validate_json(data).format
    if found != FORMAT:
        raise BundleError(f"{file} has format {found}, this version reads format {FORMAT}; retrain the model")
    return Metadata.model_validate_json(data)
