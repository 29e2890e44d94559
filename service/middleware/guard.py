"""The layer before the API: keys, the size and the deadline of a request, and clients that went away."""

import asyncio
import math
from typing import Self

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors.problems import Problem, Reason, stopping
from service.paths import API, ARTICLES, CLASSIFY, CORRECTIONS, MODEL, STREAM
from service.runtime import Runtime
from service.security.keys import Keyring
from service.tasks import first_of

QUEUED = frozenset({CLASSIFY, ARTICLES})
# These have no body and no deadline: a new model may have to be exported first, and a file may be long.
UNTIMED = frozenset({f"{MODEL}/reload", f"{CORRECTIONS}/export"})
LARGEST = 4  # bodies of the largest size that are held at once: what is made of one takes several times its bytes
FREE = 2**16  # bytes of each body that are not counted, so that small ones come through beside large ones


class Guard:
    """Passes on only requests that may and can be served, each with a deadline and a bounded body.

    Streams bound their lines themselves.
    """

    def __init__(self, app: ASGIApp, runtime: Runtime, keyring: Keyring) -> None:
        self._app, self._runtime, self._keyring = app, runtime, keyring
        self._held = Held(LARGEST * runtime.settings.max_body_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")  # the lifespan has none
        if not path.startswith(API):
            await self._app(scope, receive, send)
            return
        try:
            await self._guarded(path, scope, receive, send)
        except asyncio.CancelledError:  # uvicorn cancels what outlasts the drain
            if not self._runtime.draining:
                raise
            raise stopping() from None

    async def _guarded(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        scope["state"]["caller"] = self._keyring.identify(headers)
        if self._runtime.draining:
            raise stopping()
        _check_encoding(headers)
        settings, untimed = self._runtime.settings, path.endswith(STREAM) or path in UNTIMED
        seconds = min(_asked(headers), math.inf if untimed else settings.timeout_seconds)
        scope["state"]["seconds"] = seconds  # of a stream: for each of its lines
        if untimed:
            await self._app(scope, receive, send)
            return
        if path in QUEUED and self._runtime.admission.full:
            raise self._runtime.admission.refusal()
        length = _checked_length(headers, settings.max_body_bytes)
        with Body(receive, settings.max_body_bytes, self._held, length) as body:
            await self._in_time(scope, body, send, seconds)

    async def _in_time(self, scope: Scope, body: "Body", send: Send, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._while_connected(scope, body, send)
        except TimeoutError as error:
            if body.asked and not body.complete.is_set():
                late = f"the body did not arrive within {seconds:g} s"
                raise Problem(408, Reason.SLOW_BODY, late, headers={"Connection": "close"}) from error
            raise self._late(scope, seconds) from error

    def _late(self, scope: Scope, seconds: float) -> Problem:
        most = self._runtime.settings.timeout_seconds
        longer = (
            f"raise X-Request-Timeout (at most {most:g})"
            if seconds < most
            else "have the service's timeout_seconds raised"
        )
        if scope["method"] == "POST" and scope["path"].startswith(CORRECTIONS):
            longer = f"it may have been done all the same: look before you send it again, or {longer}"
        advice = " or ".join([*_less(scope["path"], scope["state"].get("items")), longer])
        return Problem(504, Reason.TIMEOUT, f"no result within {seconds:g} s; {advice}")

    async def _while_connected(self, scope: Scope, body: "Body", send: Send) -> None:
        async with first_of(self._app(scope, body, send), body.gone()) as (served, _):
            if served.done():
                served.result()
            else:
                self._runtime.metrics.dropped.inc()


def _asked(headers: Headers) -> float:
    """Return how many seconds the caller will wait, infinity if it does not say; raises Problem 400."""
    wanted = headers.get("x-request-timeout", "inf")
    try:
        seconds = float(wanted)
    except ValueError:
        seconds = math.nan
    if not seconds > 0 or "_" in wanted:  # Python takes 1_0 for 10
        raise Problem(400, Reason.INVALID, f"X-Request-Timeout must be seconds above 0, got {wanted[:40]!r}")
    return seconds


def _check_encoding(headers: Headers) -> None:
    encoding = headers.get("content-encoding", "identity")
    if encoding.strip().lower() not in {"", "identity"}:
        detail = f"send the body as it is: Content-Encoding {encoding[:40]!r} is not taken here"
        raise Problem(415, Reason.NOT_JSON, detail, headers={"Accept-Encoding": "identity"})


def _checked_length(headers: Headers, most: int) -> int:
    """Return how many bytes are announced, 0 where that is not told; raises Problem 413."""
    told = headers.get("content-length", "")
    length = int(told[:20]) if told.isdecimal() else 0
    if length > most:
        raise _too_large(most)
    return length


def _less(path: str, items: int | None) -> list[str]:
    """Return how a request could ask for less; `items` is None where they were not counted yet."""
    if items == 1:
        return ["split the article"] if path == ARTICLES else []
    return ["send fewer items at once"] if path in QUEUED else []


def _too_large(most: int) -> Problem:
    return Problem(413, Reason.TOO_LARGE, f"the body is larger than {most} bytes; send fewer items, or use a stream")


class Held:
    """The bytes of all bodies that are under way, but for the first of each."""

    def __init__(self, most: int) -> None:
        self._most, self._bytes = most, 0

    def change(self, before: int, after: int) -> None:
        """Note that a body has grown, or is gone; raises Problem 429 where all together would be too many."""
        more = max(0, after - FREE) - max(0, before - FREE)
        if more > 0 and self._bytes + more > self._most:
            detail = "too many large requests are under way; try again in 1 s, or send fewer items at once"
            raise Problem(429, Reason.OVERLOADED, detail, headers={"Retry-After": "1"})
        self._bytes += more


class Body:
    """A bounded `receive` that knows when the body is complete, and from then on when the client goes away.

    Its bytes count as held until the block ends: all that were announced from the beginning, or those that come at the
    same time would all be refused halfway.
    """

    def __init__(self, receive: Receive, most: int, held: Held, announced: int) -> None:
        self._receive, self._most, self._held = receive, most, held
        self._size, self._counted, self._announced = 0, 0, announced
        self.asked, self.complete = False, asyncio.Event()

    def __enter__(self) -> Self:
        self._count(self._announced)
        return self

    def __exit__(self, *_: object) -> None:
        self._held.change(self._counted, 0)

    def _count(self, size: int) -> None:
        if size > self._counted:
            self._held.change(self._counted, size)
            self._counted = size

    async def __call__(self) -> Message:
        self.asked = True
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self.complete.set()
            await asyncio.Event().wait()  # until `gone`, which is told as well, ends the request
        self._size += len(message.get("body", b""))
        if self._size > self._most:
            raise _too_large(self._most)
        self._count(self._size)
        if not message.get("more_body", False):
            self.complete.set()
        return message

    async def gone(self) -> None:
        """Return when the client has gone; takes no message that the reader of the body needs."""
        await self.complete.wait()
        while (await self._receive())["type"] != "http.disconnect":
            pass
