"""The OpenAPI document: checked in, true to the limits, and kept to under fuzzing.

Run as: python -m tests.service.test_service_openapi > docs/openapi.json
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import negative_data_rejection

from service.app import create_app
from service.security.keys import new_key
from service.settings import Settings
from tests.service.conftest import served
from tests.service.fakes import fake_classifier

QUICK = settings(max_examples=15, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"


def document() -> str:
    described = create_app(fake_classifier(), Settings()).openapi()
    return json.dumps(described, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served(create_app(fake_classifier(), Settings(max_items=8, max_articles=4, timeout_seconds=20))) as url:
        yield url


@pytest.fixture(scope="module")
def fuzzed(url: str) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_url(f"{url}/openapi.json")


def test_the_document_that_is_checked_in_is_the_service_s_own() -> None:
    assert DOCUMENT.read_text("utf-8") == document(), "the interface has changed; this file's head says how to renew it"


def test_limits_in_force_are_stated() -> None:
    described = create_app(fake_classifier(), Settings(max_items=7, max_text_chars=99)).openapi()
    schemas = described["components"]["schemas"]
    assert schemas["ClassifyRequest"]["properties"]["items"]["maxItems"] == 7
    assert schemas["Item"]["properties"]["text"]["maxLength"] == 99


def test_keys_are_documented_so_that_they_can_be_tried(tmp_path: Path) -> None:
    (_, line), file = new_key("desk"), tmp_path / "keys"
    file.write_text(line)
    closed = create_app(fake_classifier(), Settings(api_keys=file)).openapi()
    assert closed["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert closed["paths"]["/v1/model"]["get"]["security"] == [{"key": []}]
    assert "security" not in closed["paths"]["/livez"]["get"]
    opened = create_app(fake_classifier(), Settings()).openapi()
    assert opened["paths"]["/v1/model"]["get"]["security"] == [{"key": []}, {}]


def test_errors_are_documented_as_they_come() -> None:
    described = create_app(fake_classifier(), Settings()).openapi()
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
    wanted = {
        ("/v1/classify", "post"): {"401", "4XX", "5XX"},
        ("/v1/articles/stream", "post"): {"401", "4XX", "5XX"},
        ("/v1/corrections", "post"): {"401", "503"},
        ("/v1/corrections", "get"): {"401", "403", "503"},
        ("/v1/corrections/erasures", "post"): {"401", "403", "404", "503"},
        ("/v1/model/reload", "post"): {"403", "409"},
        ("/v1/model/shadow", "get"): {"403", "404"},
        ("/readyz", "get"): {"503"},
    }
    for (path, method), statuses in wanted.items():
        responses = described["paths"][path][method]["responses"]
        assert {status: responses[status]["content"] for status in statuses} == dict.fromkeys(statuses, problem)
    assert {"ProblemBody", "ItemProblemBody"} <= set(described["components"]["schemas"])
    assert "HTTPValidationError" not in json.dumps(described)
    assert set(described["paths"]["/v1/corrections/erasures"]["post"]["responses"]) >= {"200", "201"}


CASES = [
    ("/v1/classify", "POST", GenerationMode.POSITIVE),
    ("/v1/classify", "POST", GenerationMode.NEGATIVE),
    ("/v1/articles", "POST", GenerationMode.POSITIVE),
    ("/v1/articles", "POST", GenerationMode.NEGATIVE),
    ("/v1/model", "GET", GenerationMode.POSITIVE),
]


@pytest.mark.parametrize(("path", "method", "mode"), CASES)
def test_no_request_breaks_the_service(
    fuzzed: schemathesis.BaseSchema, path: str, method: str, mode: GenerationMode
) -> None:
    @given(fuzzed[path][method].as_strategy(generation_mode=mode))
    @QUICK
    def check(case: schemathesis.Case[Any]) -> None:
        # What is too long is refused with 413, which that check does not take for a refusal.
        response = case.call_and_validate(excluded_checks=[negative_data_rejection])
        assert (400 <= response.status_code < 500) or mode is GenerationMode.POSITIVE

    check()


line = st.one_of(
    st.binary(max_size=40), st.builds(lambda text: json.dumps({"text": text}).encode(), st.text(max_size=40))
)


@given(st.lists(line, max_size=40))
@QUICK
def test_no_line_breaks_a_stream(url: str, lines: list[bytes]) -> None:
    body = b"\n".join(lines)
    answers = httpx.post(f"{url}/v1/classify/stream", content=body, trust_env=False).content.splitlines()
    assert len(answers) == sum(1 for line in body.split(b"\n") if line.strip())
    assert {json.loads(answer)["status"] for answer in answers} <= {"ok", "error"}


if __name__ == "__main__":
    sys.stdout.write(document())
