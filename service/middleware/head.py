"""HEAD is answered like GET without the body; uptime monitors use it."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class _Enough(Exception):  # noqa: N818 (nothing is wrong)
    """The headers are sent; the rest of the answer is not wanted."""


class Head:
    """Has the route for GET serve a HEAD, and passes on only the headers.

    An answer in pieces is broken off at the first, since nobody waits for the rest.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def headers_alone(message: Message) -> None:
            if message["type"] != "http.response.body":
                await send(message)
                return
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            if message.get("more_body", False):
                raise _Enough

        served: Scope = {**scope, "method": "GET"}
        try:
            await self._app(served, receive, headers_alone)
        except _Enough:
            pass
        finally:
            scope["state"].setdefault("route", getattr(served.get("route"), "path", None))
