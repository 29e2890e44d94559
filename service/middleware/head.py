"""HEAD is answered as GET is, without the body: monitors of uptime ask so."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Head:
    """Has a HEAD served by the route for GET, and passes its headers on alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def headers_alone(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        served: Scope = {**scope, "method": "GET"}
        try:
            await self._app(served, receive, headers_alone)
        finally:
            scope["state"].setdefault("route", getattr(served.get("route"), "path", None))
