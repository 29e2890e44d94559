"""HTTP as uvicorn speaks it, also with clients that offer to go on in another protocol."""

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

NO_HTTP = "Invalid HTTP request received."  # as uvicorn says it


class Protocol(HttpToolsProtocol):
    """Passes over offers such as `Upgrade: h2c`, with which Java's own client begins, as a server may.

    The parser stops behind the head of such a request, and uvicorn would serve it without its body.
    """

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            self.logger.warning(NO_HTTP)
            self.send_400_response(NO_HTTP)
        except httptools.HttpParserUpgrade as offer:
            if self._should_upgrade():
                self.data_received(self._head_without_offer() + data[offer.args[0] :])

    def _should_upgrade(self) -> bool:  # where it does, uvicorn begins nothing before the parser has stopped
        return any(name == b"upgrade" for name, _ in self.headers)

    def _head_without_offer(self) -> bytes:
        first = f"{self.scope['method']} {self.url.decode('ascii')} HTTP/{self.parser.get_http_version()}\r\n"
        kept = (name + b": " + value + b"\r\n" for name, value in self.headers if name != b"upgrade")
        return first.encode("ascii") + b"".join(kept) + b"\r\n"
