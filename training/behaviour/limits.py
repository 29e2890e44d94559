"""How much a released model may fail, test by test: read from limits.yaml, the one place that says it."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from training.behaviour.report import Report
from training.yaml_file import checked, read_yaml

LIMITS = Path(__file__).parent / "limits.yaml"


class Limit(BaseModel):
    """The failure rate aimed at (`target`), and the highest with which a model is released."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    target: float = Field(ge=0, le=1)
    release: float = Field(ge=0, le=1)


@dataclass(frozen=True, slots=True)
class Breach:
    """A test whose failure rate is above its release limit."""

    test: str
    rate: float
    limit: float

    def __str__(self) -> str:
        return f"{self.test}: {self.rate:.1%} fail, at most {self.limit:.1%} may"


Limits = dict[str, Limit]


def read_limits(file: Path = LIMITS) -> Limits:
    """Return the limits by test; raises SettingsError that names the file and the value."""
    return checked(file, Limits, read_yaml(file))


def breaches(report: Report, limits: Limits) -> tuple[Breach, ...]:
    """Return the tests that fail too often; a test without a limit cannot."""
    found = ((result, limits.get(result.test)) for result in report.results)
    return tuple(
        Breach(result.test, result.failure_rate, limit.release)
        for result, limit in found
        if limit is not None and result.failure_rate > limit.release
    )
