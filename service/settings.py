"""Settings of the service: flags over environment over file over defaults, each with its source."""

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, SettingsConfigDict
from pydantic_settings import SettingsError as SourceError

from model.errors import SettingsError
from model.files.cache import CACHE_VARIABLE
from model.items import BOUNDS
from service.errors.words import in_words

PREFIX = "QUOTESTANCE_"
ESCAPED = 12  # bytes of a character in JSON at most: two escapes such as \ud83d
BESIDE = 2**16  # bytes of a line beside its texts
FILE_VARIABLE = f"{PREFIX}CONFIG"
ORIGIN = re.compile(r"\*|null|[a-z][a-z0-9+.-]*://[^\s/?#A-Z]+")
HOST = re.compile(r"\*|[a-z0-9_.-]+|\[[0-9a-f:.]+\]")
ANY = "*"  # of origins, or hosts
Engine = Literal["auto", "torch", "onnx", "onnx-int8"]  # model.engines has the same, and takes seconds to load
Count = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0, le=3600)]


def _field(default: Any, description: str, **bounds: Any) -> Any:
    return Field(default=default, description=description, **bounds)


class Settings(BaseSettings):
    """Everything that an operator can choose."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid", protected_namespaces=()
    )

    host: str = _field("127.0.0.1", "address to bind; beyond loopback keys are asked for")
    port: int = _field(8000, "port to bind; 0 takes a free one", ge=0, le=65535)
    model: Path | None = _field(None, "model folder; the shipped model if empty")
    sides: Path | None = _field(None, "your own table of sides, over the shipped one")
    device: str = _field("auto", "auto, cpu, cuda or cuda:N")
    engine: Engine = _field(
        "auto", "auto, torch, onnx or onnx-int8; auto takes the fastest that costs hardly any accuracy"
    )
    registry: Path | None = _field(None, "model registry whose champion is served, instead of one model folder")
    reload_seconds: float = _field(5.0, "how often the registry is looked at; 0 reloads only when told", ge=0, le=3600)
    golden: Path | None = _field(None, "items a new model is tried on before it serves; the service's own if empty")
    golden_share: float = _field(0.5, "share of golden stances that a new model must have right", ge=0, le=1)
    shadow: Path | None = _field(None, "folder of a second model that answers unheard, to be compared")
    corrections: str = _field("sqlite:///quotestance.sqlite3", "URL of the corrections database")
    threads: int = _field(0, "threads that the model computes with on the CPU; 0 takes all cores", ge=0, le=1024)
    readers: Count = _field(2, "threads that find quotes, speakers and tokens")

    max_items: Count = _field(256, "items in one request")
    max_articles: Count = _field(32, "articles in one request")
    max_text_chars: Count = _field(BOUNDS["text"], "characters of one quote")
    max_context_chars: Count = _field(BOUNDS["context"], "characters of the text around one quote")
    max_article_chars: Count = _field(200_000, "characters of one article")
    max_body_bytes: Count = _field(8 * 2**20, "bytes of one request body")
    max_line_bytes: int = _field(0, "bytes of one line of a stream; 0 fits the longest article, escaped", ge=0)

    queue_items: Count = _field(4096, "quotes that may wait at once; more are answered 429")
    queue_tokens: Count = _field(400_000, "tokens that may wait at once; more are answered 429")
    batch_tokens: int = _field(0, "padded tokens in one forward pass; 0 chooses by device", ge=0)
    cache_items: int = _field(20_000, "quotes whose logits are remembered; 0 remembers none", ge=0)
    stream_window: Count = _field(128, "quotes or articles of one stream that are worked on at once")

    timeout_seconds: Seconds = _field(30.0, "the longest that a request may take; X-Request-Timeout may ask for less")
    idle_seconds: Seconds = _field(60.0, "the longest that a stream, or who takes an answer, may stand still")
    drain_seconds: Seconds = _field(20.0, "the longest that open requests are waited for on SIGTERM")
    stall_seconds: Seconds = _field(60.0, "a forward pass that takes longer counts as hung")
    ready_seconds: Seconds = _field(10.0, "/readyz trusts a forward pass no older than this")

    api_keys: Path | None = _field(None, "file of hashed keys; without one nobody is asked for a key")
    allow_open: bool = _field(default=False, description="allow binding beyond loopback without keys")
    cors_origins: Annotated[tuple[str, ...], NoDecode] = _field((), "origins whose pages may call, comma-separated")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = _field(
        (), "names that a service without keys answers to beside those of loopback, comma-separated; * is any"
    )
    log_level: Literal["debug", "info", "warning", "error"] = _field("info", "debug, info, warning or error")
    log_text: bool = _field(default=False, description="write quoted words into the log at level debug")

    @field_validator("cors_origins", "allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("cors_origins")
    @classmethod
    def _as_browsers_tell_them(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if not ORIGIN.fullmatch(origin):
                raise ValueError(f"must be origins such as https://desk.example, with nothing behind, got {origin!r}")
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _as_headers_tell_them(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for host in value:
            if not HOST.fullmatch(host.lower()):
                raise ValueError(f"must be hosts such as desk.example, without scheme and port, got {host!r}")
        return tuple(host.lower().rstrip(".") for host in value)

    @field_validator("device")
    @classmethod
    def _known_device(cls, value: str) -> str:
        if not re.fullmatch(r"auto|cpu|cuda(:\d+)?", value):
            raise ValueError(f"must be auto, cpu, cuda or cuda:N, got {value!r}")
        return value

    @field_validator("corrections")
    @classmethod
    def _database(cls, value: str) -> str:
        # Whatever reads no settings need not load what databases need.
        from service.corrections.address import parsed  # noqa: PLC0415

        try:
            parsed(value)
        except SettingsError as error:  # which pydantic would not take for a mistake in a setting
            raise ValueError(str(error)) from error
        return value

    @model_validator(mode="after")
    def _fits(self) -> "Settings":
        if self.queue_items < self.max_items:
            raise ValueError(f"queue_items ({self.queue_items}) must hold one request of max_items ({self.max_items})")
        return self

    @property
    def line_bytes(self) -> int:
        """The bytes that one line of a stream may have: what was set, or what the longest article or quote needs."""
        longest = max(self.max_article_chars, 2 * self.max_text_chars + self.max_context_chars)
        return self.max_line_bytes or ESCAPED * longest + BESIDE


@dataclass(frozen=True)
class Configuration:
    """Settings, and for each field the place that it was set: flag, environment, a file's path, or default."""

    settings: Settings
    sources: Mapping[str, str]
    unknown: tuple[str, ...]  # environment variables that look like settings and are none


def load_settings(flags: Mapping[str, Any] | None = None, file: Path | None = None) -> Configuration:
    """Read settings from all places; raises SettingsError that names the setting, its source and its value."""
    file = file or (Path(os.environ[FILE_VARIABLE]) if os.environ.get(FILE_VARIABLE) else None)
    places: list[tuple[str, Mapping[str, Any]]] = [
        ("flag", {name: value for name, value in (flags or {}).items() if value is not None}),
        ("environment", _environment()),
        (str(file), _file(file) if file else {}),
    ]
    _refuse_unknown(places)
    merged = {name: value for _, values in reversed(places) for name, value in values.items()}
    sources = {
        name: next((place for place, values in places if name in values), "default") for name in Settings.model_fields
    }
    try:
        settings = Settings(**merged)
    except ValidationError as error:
        raise SettingsError(_first(error, sources)) from error
    return Configuration(settings, sources, _unknown())


def _refuse_unknown(places: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """Refuse here what pydantic would take in any case: `PORT` in a file would win over `port` as a flag."""
    for place, values in places:
        for name in values:
            if name not in Settings.model_fields:
                raise SettingsError(f"{place} sets {name!r}, which is not a setting; `quotestance config` lists all")


def _environment() -> dict[str, Any]:
    try:
        return EnvSettingsSource(Settings)()
    except SourceError as error:
        raise SettingsError(str(error)) from error


def _unknown() -> tuple[str, ...]:
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields} | {FILE_VARIABLE, CACHE_VARIABLE}
    return tuple(sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known))


def _file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"cannot read settings file {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"settings file {path} is not TOML: {error}") from error


def _first(error: ValidationError, sources: Mapping[str, str]) -> str:
    first = error.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    place = f"{name} (from {sources[name]}): " if name else ""
    return f"{place}{in_words(first)}"
