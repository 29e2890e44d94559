"""Settings in YAML files: read and checked in one way, so that every mistake is told in the same words."""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from model.errors import SettingsError, first_fault

Value = TypeVar("Value")


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds; raises SettingsError that names the file."""
    try:
        return yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}") from error
    except (yaml.YAMLError, ValueError) as error:  # of a value that looks like a date and is none, too
        raise SettingsError(f"{path} is not YAML: {error}") from error


def checked(path: Path, schema: type[Value], values: Any) -> Value:
    """Return values as their schema has them; raises SettingsError that names the file, the setting and the value."""
    try:
        return TypeAdapter(schema).validate_python(values)
    except ValidationError as error:
        raise SettingsError(f"{path}: {first_fault(error, 'the file')}") from error
