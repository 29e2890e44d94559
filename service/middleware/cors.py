"""CORS whose refusals are problems like all others; Starlette's are plain text."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response

from service.errors.problems import Problem, Reason


class Cors(CORSMiddleware):
    """Answers what browsers ask before a request of a page of another origin."""

    def preflight_response(self, request_headers: Headers) -> Response:
        """Return what is allowed; raises Problem 403."""
        answer = super().preflight_response(request_headers)
        if answer.status_code == HTTPStatus.OK:
            return answer
        refused = bytes(answer.body).decode().removeprefix("Disallowed CORS ")
        detail = f"a page of {request_headers['origin'][:80]!r} may not send this: its {refused} is not allowed"
        kept = {name: value for name, value in answer.headers.items() if not name.startswith("content-")}
        raise Problem(403, Reason.CROSS_ORIGIN, detail, headers=kept)
