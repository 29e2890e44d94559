"""The comparisons that a registry keeps, so that promotion can rest on them."""

from pathlib import Path

from pydantic import ValidationError

from model.artifacts.registry import Registry
from model.errors import RegistryError, first_fault
from model.files.writing import write_whole
from training.compare.comparison import Comparison


def keep(registry: Registry, found: Comparison) -> None:
    """Write a comparison of two models of the registry, in place of an earlier one; raises StorageError."""
    file = registry.comparison_file(found.champion, found.challenger)
    write_whole(file, found.model_dump_json(indent=1) + "\n")


def kept(registry: Registry, champion: str, challenger: str) -> Comparison | None:
    """Return the kept comparison of two versions, None where there is none; raises RegistryError for a damaged one."""
    file = registry.comparison_file(champion, challenger)
    return _read(file) if file.is_file() else None


def kept_of(registry: Registry, challenger: str) -> list[Comparison]:
    """Return the kept comparisons in which a version was the challenger; raises RegistryError for a damaged one."""
    return [_read(file) for file in registry.comparisons_of(challenger)]


def _read(file: Path) -> Comparison:
    try:
        return Comparison.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise RegistryError(f"{file} is damaged: {first_fault(error)}; compare again") from error
