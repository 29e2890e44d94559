"""The web page at / and the interactive documentation at /docs; nothing is loaded from elsewhere."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

STATIC = Path(__file__).parent / "static"
OWN = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; connect-src 'self'; "
PAGE_POLICY = OWN + "script-src 'self'; style-src 'self'; img-src 'self' data:"
# Swagger UI is started by a script in the page and sets styles on elements.
DOCS_POLICY = OWN + "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"

router = APIRouter(include_in_schema=False)


def _whole(scope: Scope) -> Scope:
    """Leave out `Range`, as a server may: Starlette answers wrong ones in plain text, and nothing here is large."""
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"range"]}


class _Page(FileResponse):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().__call__(_whole(scope), receive, send)


@router.get("/")
async def page() -> Response:
    return _Page(STATIC / "index.html", headers={"Content-Security-Policy": PAGE_POLICY, "Accept-Ranges": "none"})


@router.get("/docs")
async def docs() -> Response:
    page = get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="Quotestance: the interface",
        swagger_js_url="/docs/assets/swagger-ui-bundle.js",
        swagger_css_url="/docs/assets/swagger-ui.css",
        swagger_favicon_url="/docs/assets/favicon.png",
    )
    return HTMLResponse(page.body, headers={"Content-Security-Policy": DOCS_POLICY})


@router.get("/openapi.json")
async def openapi(request: Request) -> Response:
    return JSONResponse(request.app.openapi())


class _Assets(StaticFiles):
    """Files that logs and series know by the folder that they are in."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"]["route"] = scope["root_path"]
        await super().__call__(_whole(scope), receive, send)

    def file_response(self, *given: Any, **more: Any) -> Response:
        answer = super().file_response(*given, **more)
        answer.headers["Accept-Ranges"] = "none"
        return answer


def mount_assets(app: FastAPI) -> None:
    app.mount("/docs/assets", _Assets(packages=[("fastapi_offline", "static")]))
    app.mount("/static", _Assets(directory=STATIC))
