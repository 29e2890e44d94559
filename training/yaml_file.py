"""Settings in YAML files: read and checked in one way, so that every mistake is told in the same words."""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from model.errors import SettingsError, first_fault

Value = TypeVar("Value")
# What a text that is none makes the parser raise; ValueError of a value that looks like a date and is none.
NOT_YAML = (yaml.YAMLError, ValueError, RecursionError)


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds; raises SettingsError that names the file."""
    try:
        return yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}; mend that or name another file") from error
    except NOT_YAML as error:
        raise SettingsError(f"{path} is not YAML: {_fault(error)}") from error


def _fault(error: Exception) -> str:
    """Return in one line what is wrong, and where, if the parser knows."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"line {error.problem_mark.line + 1}: {error.problem}"
    return " ".join(str(error).split())


def checked(path: Path, schema: type[Value], values: Any) -> Value:
    """Return values as their schema has them; raises SettingsError that names the file, the setting and the value."""
    try:
        return TypeAdapter(schema).validate_python(values)
    except ValidationError as error:
        raise SettingsError(f"{path}: {first_fault(error, 'the file')}") from error
