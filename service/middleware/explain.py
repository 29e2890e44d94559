"""Where every error leaves the service: as a problem that shows nothing of a fault's inside."""

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors.problems import Problem, internal_problem

log = logging.getLogger(__name__)


class Explain:
    """Answers whatever was raised further in, unless an answer has begun."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Problem as raised:
            problem = raised
        except Exception:  # the border: logged whole, answered with the request id alone
            log.exception("a request failed")
            problem = internal_problem()
        else:
            return
        scope["state"]["problem"] = problem  # for the layer that counts
        if not begun:
            await problem.response(scope["state"]["request_id"])(scope, receive, send)
