"""A caller's own threshold: what it vouches for is his business, and nobody else's answer changes by it."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from service.client import AsyncClient, Client, Labelled

TEXTS = ["word one", "word two and more", "word three and some more"]
ARTICLE = "“We will hold the town,” the governor, Ivan Petrenko, said."


def abstained(results: list[dict[str, Any]]) -> list[bool]:
    return [one["stance"]["abstained"] for one in results]


def classify(api: httpx.Client, **more: object) -> httpx.Response:
    return api.post("/v1/classify", json={"items": [{"text": text} for text in TEXTS], **more})


def test_stances_are_vouched_for_from_the_threshold_on_and_those_remembered_too(api: httpx.Client) -> None:
    own = classify(api).json()["results"]
    assert abstained(classify(api, threshold=1).json()["results"]) == [True] * 3
    assert abstained(classify(api, threshold=0).json()["results"]) == [False] * 3
    assert classify(api, threshold=None).json()["results"] == own
    surest = max(max(one["stance"]["probabilities"].values()) for one in own)
    assert abstained(classify(api, threshold=surest).json()["results"]).count(False) >= 1


def test_articles_have_it_too(api: httpx.Client) -> None:
    def quotes(threshold: float) -> list[dict[str, Any]]:
        body = {"articles": [{"text": ARTICLE}], "threshold": threshold}
        found: list[dict[str, Any]] = api.post("/v1/articles", json=body).json()["results"][0]["quotes"]
        return found

    assert (abstained(quotes(1)), abstained(quotes(0))) == ([True], [False])


@pytest.mark.parametrize("path", ["/v1/classify/stream", "/v1/articles/stream"])
def test_streams_take_it_as_a_parameter(api: httpx.Client, path: str) -> None:
    def streamed(threshold: str) -> list[bool]:
        answer = api.post(path, content=json.dumps({"text": ARTICLE}), params={"threshold": threshold}).json()
        return abstained(answer.get("quotes", [answer]))

    assert (streamed("1"), streamed("0")) == ([True], [False])


def test_clients_take_it(api: httpx.Client) -> None:
    with Client(str(api.base_url)) as client:
        [one] = client.classify(["a"], threshold=1)
        [article] = client.articles([ARTICLE], threshold=1)
        [streamed] = client.stream(["a"], threshold=1)
    found = [one, article.quotes[0], streamed]
    assert [result.stance.abstained for result in found if isinstance(result, Labelled)] == [True] * 3


def test_the_client_for_asyncio_takes_it(api: httpx.Client) -> None:
    async def asked() -> list[object]:
        async with AsyncClient(str(api.base_url)) as client:
            [one] = await client.classify(["a"], threshold=1)
            [article] = await client.articles([ARTICLE], threshold=1)
            return [one, article.quotes[0], *[result async for result in client.stream(["a"], threshold=1)]]

    found = asyncio.run(asked())
    assert [result.stance.abstained for result in found if isinstance(result, Labelled)] == [True] * 3


@pytest.mark.parametrize("threshold", [-0.1, 1.1, "0.5", True, [0.5]])
def test_what_is_no_probability_is_refused_by_name(api: httpx.Client, threshold: object) -> None:
    response = classify(api, threshold=threshold)
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "/threshold")
    if not isinstance(threshold, list):
        assert f"got {threshold!r}" in response.json()["detail"]


@pytest.mark.parametrize("threshold", ["2", "nan", "much"])
def test_a_stream_is_refused_it_as_well(api: httpx.Client, threshold: str) -> None:
    response = api.post("/v1/classify/stream", content=b'{"text": "a"}', params={"threshold": threshold})
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "/query/threshold")


def test_abstentions_of_a_caller_s_making_are_no_drift(api: httpx.Client) -> None:
    def predictions() -> int:
        return sum(day["predictions"] for day in api.get("/v1/model/drift").json()["days"])

    classify(api)
    assert predictions() == 3
    classify(api, threshold=1)
    assert predictions() == 3
