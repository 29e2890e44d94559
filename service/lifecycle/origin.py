"""Which model folder the settings name."""

from pathlib import Path

from model.artifacts.registry import CHAMPION, Registry
from model.errors import SettingsError
from service.settings import Settings


def model_folder(settings: Settings) -> Path | None:
    """Return the folder to serve: the registry's champion, or the model that was named, or None for the shipped one.

    Raises SettingsError where both a registry and a model are named, RegistryError where there is no champion.
    """
    if settings.registry is None:
        return settings.model
    if settings.model is not None:
        raise SettingsError("model and registry are both set; the registry says which model to serve, so leave one out")
    return Registry(settings.registry).path(CHAMPION)
