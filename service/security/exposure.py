"""Who can reach the service, and whether that is meant."""

import ipaddress

from model.errors import SettingsError
from service.settings import Settings


def check_exposure(settings: Settings) -> None:
    """Refuse to be reachable by others without keys, unless that was asked for; raises SettingsError."""
    if settings.api_keys is None and not settings.allow_open and not is_loopback(settings.host):
        raise SettingsError(
            f"host {settings.host!r} can be reached from other machines, and no key file is set; "
            "set --api-keys FILE (make keys with `quotestance key NAME`), or --allow-open to serve everybody"
        )


def is_loopback(host: str) -> bool:
    """Say whether an address, or a name, is this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
