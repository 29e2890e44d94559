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
        while data:  # one piece may hold as many offers as it will
            data = self._fed(data)

    def _fed(self, data: bytes) -> bytes:
        """Feed the parser, and return what is to be fed after an offer."""
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            self.logger.warning(NO_HTTP)
            self.send_400_response(NO_HTTP)
        except httptools.HttpParserUpgrade as offer:
            if self._should_upgrade():
                head = self._head_without_offer()
                self.parser = httptools.HttpRequestParser(self)  # behind HTTP/1.0 or "close" the old one reads no more
                self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn has it
                return head + data[offer.args[0] :]
        return b""

    def _should_upgrade(self) -> bool:  # where it does, uvicorn begins nothing before the parser has stopped
        return any(name == b"upgrade" for name, _ in self.headers)

    def _head_without_offer(self) -> bytes:
        method, version = self.scope["method"].encode(), self.parser.get_http_version().encode()
        kept = (name + b": " + value + b"\r\n" for name, value in self.headers if name != b"upgrade")
        return method + b" " + self.url + b" HTTP/" + version + b"\r\n" + b"".join(kept) + b"\r\n"
