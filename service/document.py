"""The OpenAPI document: what FastAPI cannot know of errors, keys and limits."""

from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from service.errors.problems import MEDIA_TYPE
from service.limits import add_limits
from service.paths import API
from service.schemas import ProblemBody
from service.settings import Settings

SCHEMAS = "#/components/schemas/{model}"
_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": SCHEMAS.format(model=ProblemBody.__name__)}}}
_WHEN = {
    "4XX": "The request cannot be served.",
    "5XX": "The service cannot serve it now.",
    "401": "There is no key, or a wrong one.",
    "403": "The key is not an admin key, or a page of another origin asks.",
    "404": "There is nothing of what was named.",
    "409": "The model that serves is kept, and why.",
    "503": "The service, or what it needs, is not ready.",
}


def problems(*statuses: str) -> dict[int | str, dict[str, Any]]:
    """Return the responses of a route, or a router, that are problems."""
    return {status: {"description": _WHEN[status], "content": _PROBLEM} for status in statuses}


PROBLEMS = problems("401", "4XX", "5XX")  # of whatever is under /v1/
ADMIN = problems("401", "403", "4XX", "5XX")


def describe(app: FastAPI, settings: Settings) -> None:
    """Let the application's OpenAPI document state the errors, the keys and the limits that are in force."""
    generate = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(generate(), settings)
        return generate()  # which keeps what it made

    app.openapi = described  # type: ignore[method-assign]


def _complete(document: dict[str, Any], settings: Settings) -> None:
    _, made = models_json_schema([(ProblemBody, "serialization")], ref_template=SCHEMAS)
    document["components"]["schemas"] |= made["$defs"]
    _add_keys(document, needed=settings.api_keys is not None)
    add_limits(document, settings)


def _add_keys(document: dict[str, Any], *, needed: bool) -> None:
    description = "A key of the service's key file, also taken as `X-API-Key`; without such a file none is needed."
    document["components"]["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": description}
    }
    for path, operations in document["paths"].items():
        for operation in operations.values() if path.startswith(API) else ():
            operation["security"] = [{"key": []}] if needed else [{"key": []}, {}]
