"""HTTP as uvicorn speaks it, also with clients that offer to go on in another protocol, or never come to an end."""

import asyncio
import fcntl
import struct
import termios
from collections.abc import Sized
from contextlib import suppress
from typing import Any

import httptools
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from service.settings import Settings

NO_HTTP = "Invalid HTTP request received."  # as uvicorn says it
MOST_HEAD = 2**16  # bytes of a request line and headers; uvicorn's other protocol takes a quarter of it
PARTING = 3  # bytes at least of a header beside its name and value: a colon and the end of the line
TOO_LONG = f"The head of the request is longer than {MOST_HEAD} bytes."


class _TooLong(Exception):  # noqa: N818 (the parser makes its own error of it)
    """A head is too long."""


class _Flow(FlowControl):
    """Reads nothing while requests wait on a connection: uvicorn reads on after each answer, thousands at once.

    Cuts off a caller who takes nothing of an answer for so many seconds: one that is closed waits for him for ever.
    """

    def __init__(self, transport: asyncio.Transport, waiting: Sized, seconds: float) -> None:
        super().__init__(transport)
        self._waiting, self._seconds = waiting, seconds
        self._looking: asyncio.TimerHandle | None = None

    def resume_reading(self) -> None:
        if not self._waiting:
            super().resume_reading()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._looking:
            self._looking.cancel()

    def see_off(self) -> None:
        """Watch also what is too little for writing to be paused, once the connection is being closed."""
        if self._transport.is_closing() and not self.write_paused:
            self._watch()

    def _watch(self) -> None:
        if self._looking:
            self._looking.cancel()
        self._looking = asyncio.get_running_loop().call_later(self._seconds, self._look, self._untaken())

    def _look(self, before: int) -> None:
        if self._untaken() < before:
            self._watch()
        else:
            self._transport.abort()

    def _untaken(self) -> int:
        """Return how many bytes wait here and in the kernel, which asks for more only when it has sent a good part."""
        untaken = self._transport.get_write_buffer_size()
        with suppress(OSError, ValueError):  # closed, or a system that does not tell
            sent = fcntl.ioctl(self._transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, bytes(4))
            untaken += struct.unpack("i", sent)[0]
        return untaken


class Protocol(HttpToolsProtocol):
    """Passes over offers such as `Upgrade: h2c`, with which Java's own client begins, as a server may.

    The parser stops behind the head of such a request, and uvicorn would serve it without its body. The parser also
    takes heads of any length, and keeps them, and uvicorn requests in any number, and waits for ever for what comes bit
    by bit where nothing is being answered: a head, or the body of a request that was answered without it.
    """

    flow: _Flow
    _served: RequestResponseCycle | None = None  # the request that is answered; `cycle` is the last that came
    _arriving: asyncio.TimerHandle | None = None  # runs from the beginning of what comes next to the end of its head
    _unread = 0  # bytes since the last that was a body's or ended a head: of a head, or of what is sent behind a body

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        app: Any = self.config.app
        self._settings: Settings = app.state.runtime.settings
        self.flow = _Flow(transport, self.pipeline, self._settings.idle_seconds)
        self._await_head()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._served = cycle
        super()._start_asgi_task(cycle, app)

    def _await_head(self) -> None:
        """Close the connection if the next head is not there in time; a request that is answered has its own limits."""
        if self._arriving is None and (self.cycle is None or self.cycle.response_complete):
            self._arriving = self.loop.call_later(self._settings.timeout_seconds, self.timeout_keep_alive_handler)

    def _has_come(self) -> None:
        if self._arriving is not None:
            self._arriving.cancel()
            self._arriving = None

    def connection_lost(self, exc: Exception | None) -> None:
        self._has_come()
        if self._served:  # uvicorn tells the last that came alone, and the one that is answered would write on
            self._served.disconnected = True
            self._served.message_event.set()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self.flow.see_off()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self.flow.see_off()

    def shutdown(self) -> None:
        super().shutdown()
        self.flow.see_off()

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        self._await_head()
        while data:  # one piece may hold as many offers as it will
            data = self._fed(data)

    def _fed(self, data: bytes) -> bytes:
        """Feed the parser, and return what is to be fed after an offer."""
        self._unread += len(data)
        try:
            self.parser.feed_data(data)
            if self._unread > MOST_HEAD:
                self._refuse(TOO_LONG)
        except httptools.HttpParserError as error:
            self._refuse(TOO_LONG if isinstance(error.__context__, _TooLong) else NO_HTTP)
        except httptools.HttpParserUpgrade as offer:
            if self._should_upgrade():
                head = self._head_without_offer()
                self.parser = httptools.HttpRequestParser(self)  # behind HTTP/1.0 or "close" the old one reads no more
                self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn has it
                return head + data[offer.args[0] :]
        return b""

    def _refuse(self, why: str) -> None:
        self.logger.warning(why)
        self.send_400_response(why)

    def on_headers_complete(self) -> None:
        self._unread = 0
        if len(self.url) + sum(len(name) + len(value) + PARTING for name, value in self.headers) > MOST_HEAD:
            raise _TooLong
        self._has_come()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._unread = 0
        super().on_body(body)

    def _should_upgrade(self) -> bool:  # where it does, uvicorn begins nothing before the parser has stopped
        return any(name == b"upgrade" for name, _ in self.headers)

    def _head_without_offer(self) -> bytes:
        method, version = self.scope["method"].encode(), self.parser.get_http_version().encode()
        kept = (name + b": " + value + b"\r\n" for name, value in self.headers if name != b"upgrade")
        return method + b" " + self.url + b" HTTP/" + version + b"\r\n" + b"".join(kept) + b"\r\n"
