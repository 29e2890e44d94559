"""The outermost layer: names every request, logs and counts it."""

import logging
import time
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.observability.metrics import Metrics
from service.observability.tracing import begin, current
from service.paths import LABELLING, PROBES

log = logging.getLogger("service.access")
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
}
QUIET = PROBES | {"/metrics"}


class Observe:
    """Request id, trace context, security headers, access log and metrics."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        trace = begin(headers.get("x-request-id", ""), headers.get("traceparent", ""))
        scope.setdefault("state", {})["request_id"] = trace.request_id
        token = current.set(trace)
        try:
            await self._observed(scope, receive, _Answer(send, trace.request_id))
        finally:
            current.reset(token)

    async def _observed(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        began = time.monotonic()
        try:
            await self._app(scope, receive, answer)
        finally:
            self._note(scope, answer, time.monotonic() - began)

    def _note(self, scope: Scope, answer: "_Answer", seconds: float) -> None:
        route = route_of(scope)
        state = scope["state"]
        self._metrics.request(route, answer.status, seconds)
        if problem := state.get("problem"):
            self._metrics.failure(problem.reason)
        extra: dict[str, Any] = {
            "method": scope["method"],
            "route": route,
            "status": answer.status,
            "milliseconds": round(seconds * 1000, 2),
            "bytes_out": answer.sent,
            "items": state.get("items", 0),
            "key": getattr(state.get("caller"), "name", ""),
        }
        log.log(logging.DEBUG if route in QUIET else logging.INFO, "request", extra=extra)


def route_of(scope: MutableMapping[str, Any]) -> str:
    """Return the route's template, never the path as sent, so that series and logs stay few."""
    path = scope["state"].get("route") or getattr(scope.get("route"), "path", None)
    if path is None and scope["path"] in LABELLING:  # refused before it came to its route
        path = scope["path"]
    return str(path) if path else "unmatched"


class _Answer:
    """`send`, remembering what went through; 499 where the client left before the answer began."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send, self._request_id = send, request_id
        self.status, self.sent = 499, 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self._request_id
            for name, value in SECURITY.items():
                headers.setdefault(name, value)
        self.sent += len(message.get("body", b""))
        await self._send(message)
