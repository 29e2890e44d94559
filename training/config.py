"""The recipe: one frozen model of settings, read from YAML."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from model.artifacts.metadata import InputSettings
from model.base import DEFAULT_BASE, DEFAULT_LAYERS
from model.errors import SettingsError
from training.yaml_file import NOT_YAML, checked, read_yaml

CONFIGS = Path(__file__).parent / "configs"
DEFAULT_CONFIG = CONFIGS / "default.yaml"

Precision = Literal["float32", "bfloat16"]
Weight = Annotated[float, Field(ge=0)]


class Stage(BaseModel):
    """A run over the data: how often, and how much each kind of unit weighs in it (0 leaves it out)."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
    epochs: int = Field(ge=1)
    authored_weight: Weight = 0.0
    real_weight: Weight = 0.0
    target_weight: Weight = 0.0  # of sentiment towards a target, an auxiliary task
    tone_weight: Weight = 0.0  # of real quotes of which the tone alone is known
    learning_rate: float = Field(gt=0)
    head_learning_rate: float = Field(gt=0)


class Config(BaseModel):
    """Everything that decides what comes out of a training run, beside the data."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
    name: str = "quotestance"
    base: str = DEFAULT_BASE
    layers: int | None = Field(default=None, ge=1)  # of the base that are kept, from below; all, if not said
    tuned_layers: int = Field(default=3, ge=0)
    dropout: float = Field(default=0.2, ge=0, lt=1)
    encoder_dropout: float = Field(default=0.1, ge=0, lt=1)
    inputs: InputSettings = InputSettings()
    shared_stages: tuple[Stage, ...] = ()  # run once; every seed starts from where they end
    stages: tuple[Stage, ...] = Field(min_length=1)  # run by every seed
    seeds: tuple[Annotated[int, Field(ge=0, lt=2**32)], ...] = Field(min_length=1)
    batch_size: int = Field(default=32, ge=1)
    precision: Precision = "float32"  # of the products in training; bfloat16 is quick only where the processor has it
    weight_decay: float = Field(default=0.01, ge=0)
    warmup: float = Field(default=0.1, ge=0, le=1)
    balance: float = Field(default=0.7, ge=0, le=1)  # of classes in the loss: 0 as they come, 1 all weigh the same
    sentiment_weight: float = Field(default=0.6, ge=0)
    text_share: float = Field(default=0.4, ge=0, le=1)  # of examples shown in the text view as well
    side_dropout: float = Field(default=0.07, ge=0, le=1)  # of sides shown as unknown
    sure_weights: tuple[Weight, Weight, Weight] = (0.6, 1.0, 1.2)  # for an annotator's sure = 1, 2, 3
    wide_weight: float = Field(default=1.0, ge=0)  # of the linear model beside the encoder, in the stance
    wide_authored_weight: float = Field(default=0.3, gt=0)  # of an authored unit in it, a real quote weighing 1
    held_out: float = Field(default=0.12, gt=0, lt=1)  # of groups, for early stopping and calibration
    patience: int = Field(default=2, ge=1)  # epochs without a better held-out score
    softening: float = Field(default=1.0, gt=0)  # of the context view's scaling, for outlets never seen
    coverage: float = Field(default=0.7, gt=0, le=1)  # share of quotes whose stance is vouched for

    @model_validator(mode="before")
    @classmethod
    def _layers_of_the_default(cls, values: object) -> object:
        """Keep the lower half of the default base, where a recipe names neither a base nor a number of layers."""
        if isinstance(values, dict) and "base" not in values:
            return {"layers": DEFAULT_LAYERS, **values}
        return values

    @field_validator("seeds")
    @classmethod
    def _different(cls, seeds: tuple[int, ...]) -> tuple[int, ...]:
        if len(set(seeds)) < len(seeds):
            raise ValueError("every seed must be another one, since the same seed gives the same weights")
        return seeds


def read_config(path: Path, changes: Sequence[str] = ()) -> Config:
    """Return the recipe in a YAML file, changed by `name=value` (YAML) where that is given.

    Raises SettingsError that names the file, the setting and the value.
    """
    values = read_yaml(path)
    if not isinstance(values, dict):
        raise SettingsError(f"{path} must hold settings as `name: value`, got {type(values).__name__}")
    for change in changes:
        name, value = _changed(change)
        values[name] = value
    return checked(path, Config, values)


def _changed(change: str) -> tuple[str, object]:
    name, equals, value = change.partition("=")
    try:
        if equals:
            return name, yaml.safe_load(value)
    except NOT_YAML:
        pass
    raise SettingsError(f"a change of the recipe must be name=value, the value in YAML, got {change!r}")
