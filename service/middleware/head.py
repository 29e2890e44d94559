"""HEAD is answered as GET is, without the body: monitors of uptime ask so."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class _Told(Exception):  # noqa: N818 (nothing is wrong)
    """All that a HEAD asks for is sent."""


class Head:
    """Has a HEAD served by the route for GET, and passes its headers on alone.

    What would come piece by piece is broken off at the first: nobody waits for it.
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
                raise _Told

        served: Scope = {**scope, "method": "GET"}
        try:
            await self._app(served, receive, headers_alone)
        except _Told:
            pass
        finally:
            scope["state"].setdefault("route", getattr(served.get("route"), "path", None))
