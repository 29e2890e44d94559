"""What browsers do for others: where nobody is asked for a key, any page that its user visits could use the service."""

import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from service.errors.problems import Problem, Reason
from service.paths import API, PROBES
from service.security.exposure import is_loopback
from service.settings import ANY, Settings

OWN = frozenset({"same-origin", "none"})  # what browsers tell of the service's own pages, and of what a user typed
SHOWN = 80  # characters of what was received
_HOST = re.compile(r"(\[[^\]]*\]|[^:]*?)\.?(?::\d*)?")
_USUAL = {"http": ":80", "https": ":443"}  # ports that browsers leave out, and proxies may put in


class Isolate:
    """Refuses requests that pages of other origins send, and names of the host that others may have made up.

    Pages, documents and probes are no business of the former, since links to them stand anywhere: they set nothing
    off. A name that its owner leads to loopback (DNS rebinding) makes his page one of the service's own in the eyes of
    a browser, so names are asked for everything but probes.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._origins = frozenset(settings.cors_origins)
        self._hosts = frozenset(settings.allowed_hosts or (() if is_loopback(settings.host) else (ANY,)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in PROBES:
            headers = Headers(scope=scope)
            self._check_host(headers.get("host"))
            if scope["path"].startswith(API):
                self._check_origin(headers)
        await self._app(scope, receive, send)

    def _check_host(self, host: str | None) -> None:
        """Raise Problem 421 for a host that is neither loopback nor allowed; only programs send none, in HTTP/1.0."""
        if host is None or ANY in self._hosts:
            return
        found = _HOST.fullmatch(host.lower())
        name = found[1] if found else ""
        if name not in self._hosts and not is_loopback(name.strip("[]")):
            detail = (
                f"without keys, the service answers to names of loopback alone, got Host {host[:SHOWN]!r}; "
                "call localhost or 127.0.0.1, or name the host in allowed_hosts"
            )
            raise Problem(421, Reason.WRONG_HOST, detail)

    def _check_origin(self, headers: Headers) -> None:
        """Raise Problem 403 for a page of another origin that is not allowed."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if not _is_foreign(site, origin, headers.get("host", "")) or self._origins & {ANY, origin}:
            return
        received = {"Origin": origin, "Sec-Fetch-Site": site}
        told = " and ".join(f"{name} {value[:SHOWN]!r}" for name, value in received.items() if value is not None)
        detail = (
            f"pages of other origins may not call this service, got {told}; "
            "name the origin in cors_origins if its pages may"
        )
        raise Problem(403, Reason.CROSS_ORIGIN, detail)


def _is_foreign(site: str | None, origin: str | None, host: str) -> bool:
    """Say whether a browser tells of another origin; those without Sec-Fetch-Site tell by Origin, programs not at all.

    The schemes are not compared: a proxy that does TLS takes the page's away.
    """
    if site is not None:
        return site not in OWN
    if origin is None:
        return False
    scheme, _, own = origin.lower().partition("://")
    return own != host.lower().removesuffix(_USUAL.get(scheme, ""))
