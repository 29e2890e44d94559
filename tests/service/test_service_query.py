"""Query parameters: those that are unknown or doubled are refused, but on pages and probes."""

import httpx
import pytest


@pytest.mark.parametrize(
    ("path", "unknown", "known"),
    [
        ("/v1/classify/stream?veiw=text", "veiw", "threshold, view"),
        ("/v1/articles/stream?view=text&treshold=1", "treshold", "threshold, view"),
        ("/v1/classify?view=text", "view", "there are none here"),
        ("/v1/corrections/erasures?reason=x", "reason", "there are none here"),
    ],
)
def test_a_misspelt_query_parameter_is_refused_by_name(api: httpx.Client, path: str, unknown: str, known: str) -> None:
    response = api.post(path, json={"items": [{"text": "a"}], "reason": "asked", "requested_by": "clerk", "id": 1})
    problem = response.json()
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert problem["detail"].startswith(f"unknown query parameter '{unknown}'; ")
    assert problem["detail"].endswith(known)
    assert [error["pointer"] for error in problem["errors"]] == [f"/query/{unknown}"]


@pytest.mark.parametrize(
    ("path", "again"),
    [
        ("/v1/classify/stream?view=text&view=context", ["view"]),
        ("/v1/articles/stream?view=text&threshold=1&view=text", ["view"]),
        ("/v1/corrections?limit=1&current=true&limit=2&current=", ["limit", "current"]),
    ],
)
def test_a_query_parameter_that_is_given_twice_is_refused_by_name(
    api: httpx.Client, path: str, again: list[str]
) -> None:
    response = api.get(path) if path.startswith("/v1/corrections") else api.post(path, json={"text": "a"})
    problem = response.json()
    assert (response.status_code, problem["type"]) == (422, "urn:quotestance:problem:invalid")
    assert problem["detail"] == f"query parameter {', '.join(map(repr, again))}: must be given only once"
    assert [error["pointer"] for error in problem["errors"]] == [f"/query/{name}" for name in again]


def test_of_many_unknown_parameters_no_more_are_named_than_anybody_reads(api: httpx.Client) -> None:
    response = api.get("/v1/model", params={f"{number}-{'x' * 9}": "1" for number in range(1000)})
    assert (response.status_code, len(response.json()["errors"])) == (422, 20)
    assert len(response.content) < 4000


def test_pages_and_probes_may_be_linked_to_with_parameters_of_others(api: httpx.Client) -> None:
    assert [api.get(f"{path}?from=mail").status_code for path in ("/", "/livez", "/metrics")] == [200] * 3
