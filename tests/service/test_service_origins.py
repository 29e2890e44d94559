"""Pages of other origins: let in where they are named, with all that they may read."""

import io

from tests.service.conftest import Serve


def test_other_origins_are_let_in_only_where_named(serve: Serve) -> None:
    api = serve(cors_origins="https://desk.example")
    asked = {"Origin": "https://desk.example", "Access-Control-Request-Method": "POST"}
    named = api.options("/v1/classify", headers=asked)
    other = api.options("/v1/classify", headers=asked | {"Origin": "https://other.example"})
    assert named.headers["access-control-allow-origin"] == "https://desk.example"
    assert "access-control-allow-origin" not in other.headers


def test_origins_that_are_let_in_may_read_errors_and_when_to_come_back(serve: Serve) -> None:
    api = serve(cors_origins="https://desk.example")
    refused = api.post("/v1/classify", json={"items": 5}, headers={"Origin": "https://desk.example"})
    assert refused.status_code == 422
    assert refused.headers["access-control-allow-origin"] == "https://desk.example"
    shown = refused.headers["access-control-expose-headers"]
    assert {name.strip() for name in shown.split(",")} == {"X-Request-ID", "Retry-After"}


def test_what_a_browser_asks_first_is_named_and_logged_like_all_else(serve: Serve, logged: io.StringIO) -> None:
    api = serve(cors_origins="https://desk.example")
    for origin, status in (("https://desk.example", 200), ("https://other.example", 403)):
        headers = {"Origin": origin, "Access-Control-Request-Method": "POST", "X-Request-ID": f"first-{status}"}
        answer = api.options("/v1/classify", headers=headers)
        assert (answer.status_code, answer.headers["x-request-id"]) == (status, f"first-{status}")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert f'"request_id": "first-{status}"' in logged.getvalue()


def test_what_a_browser_asks_first_is_refused_as_a_problem_that_says_why(serve: Serve) -> None:
    api = serve(cors_origins="https://desk.example")
    asked = {"Origin": "https://desk.example", "Access-Control-Request-Method": "DELETE"}
    refused = api.options("/v1/classify", headers=asked)
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["access-control-allow-origin"] == "https://desk.example"
    assert refused.json()["type"] == "urn:quotestance:problem:cross-origin"
    assert "its method is not allowed" in refused.json()["detail"]
    assert 'quotestance_failures_total{reason="cross-origin"} 1.0' in api.get("/metrics").text
