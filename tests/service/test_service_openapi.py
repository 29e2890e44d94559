"""The OpenAPI document: checked in, true to the limits, and kept to under fuzzing.

Run as: python -m tests.service.test_service_openapi > docs/openapi.json
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from service.app import create_app
from service.settings import Settings
from tests.service.conftest import served
from tests.service.fakes import fake_classifier

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"


def document() -> str:
    described = create_app(fake_classifier(), Settings()).openapi()
    return json.dumps(described, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


@pytest.fixture(scope="module")
def fuzzed() -> Iterator[schemathesis.BaseSchema]:
    with served(create_app(fake_classifier(), Settings(max_items=8, max_articles=4, timeout_seconds=20))) as url:
        yield schemathesis.openapi.from_url(f"{url}/openapi.json")


def test_the_document_that_is_checked_in_is_the_service_s_own() -> None:
    assert DOCUMENT.read_text("utf-8") == document(), "the interface has changed; this file's head says how to renew it"


def test_limits_in_force_are_stated() -> None:
    described = create_app(fake_classifier(), Settings(max_items=7, max_text_chars=99)).openapi()
    schemas = described["components"]["schemas"]
    assert schemas["ClassifyRequest"]["properties"]["items"]["maxItems"] == 7
    assert schemas["Item"]["properties"]["text"]["maxLength"] == 99


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/v1/classify", "POST"),
        ("/v1/articles", "POST"),
        ("/v1/model", "GET"),
        ("/v1/classify/stream", "POST"),
        ("/v1/articles/stream", "POST"),
    ],
)
def test_no_request_breaks_the_service(
    fuzzed: schemathesis.BaseSchema, path: str, method: str, mode: GenerationMode
) -> None:
    @given(fuzzed[path][method].as_strategy(generation_mode=mode))
    @settings(max_examples=15, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    def check(case: schemathesis.Case) -> None:
        case.call_and_validate()

    check()


if __name__ == "__main__":
    sys.stdout.write(document())
