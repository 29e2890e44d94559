"""What the clients take, how much of it they send at once, and what they refuse before anything is sent."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from model.errors import InputError
from model.types import Utterance
from service.client import AsyncClient, Client, Failed, Labelled, ServiceError
from service.security.keys import new_key
from tests.service.conftest import Serve


async def endless(texts: list[Any]) -> AsyncIterator[Any]:
    for text in texts:
        yield text


def test_articles_stream_as_quotes_do(api: httpx.Client) -> None:
    texts = [f"“Go to {number},” she said." for number in range(11)]
    given: list[Any] = [*texts, "x" * 200_001, {"id": 5, "text": texts[0], "date": dt.date(2014, 5, 1)}]

    async def streamed() -> list[Any]:
        async with AsyncClient(str(api.base_url)) as client:
            return [one async for one in client.articles_stream(endless(given))]

    with Client(str(api.base_url)) as client:
        results = list(client.articles_stream(given))
    assert asyncio.run(streamed()) == results
    assert [one.id for one in results] == [*(str(number) for number in range(12)), "5"]
    assert [one.status for one in results] == [*["ok"] * 11, "error", "ok"]
    assert results[11].error is not None
    assert results[11].error.detail == "item 11: text has 200001 characters, at most 200000 are allowed"
    assert [quote.quote.text for quote in results[7].quotes if quote.quote] == ["Go to 7,"]


def test_more_than_one_request_may_hold_is_sent_in_several(api: httpx.Client) -> None:
    texts = [f"word {number}" for number in range(300)]

    async def whole() -> list[Labelled | Failed]:
        async with AsyncClient(str(api.base_url)) as client:
            return await client.classify(texts)

    with Client(str(api.base_url)) as client:
        results = client.classify(texts)
        assert len(client.articles(["“We go,” she said."] * 33)) == 33
        with pytest.raises(ServiceError, match="413: item 299: text has 10001 characters") as caught:
            client.classify([*texts[:299], "x" * 10_001])
    assert asyncio.run(whole()) == results
    assert [one.quote.text for one in results if isinstance(one, Labelled)] == texts
    assert caught.value.problem is not None
    assert [(one.index, one.pointer) for one in caught.value.problem.errors] == [(299, "/items/299/text")]


@pytest.mark.parametrize("limit", [{"max_items": 17}, {"max_body_bytes": 2000}])
def test_a_service_that_takes_less_is_sent_less(serve: Serve, limit: dict[str, int]) -> None:
    with Client(str(serve(**limit).base_url)) as client:
        results = client.classify([f"word {number}" for number in range(100)])
        assert [one.quote.text for one in results if isinstance(one, Labelled)] == [f"word {n}" for n in range(100)]
        if "max_body_bytes" in limit:
            with pytest.raises(ServiceError, match="413: the body is larger than 2000 bytes"):
                client.classify(["word", "x" * 5000])


def test_items_may_be_dicts_of_the_documented_shape(api: httpx.Client) -> None:
    with Client(str(api.base_url)) as client:
        [quote] = client.classify([{"text": "We wait.", "id": 7, "speaker": "Ivan Petrenko"}])
        [article] = client.articles([{"text": "“We wait,” she said.", "date": "2014-05-01"}])
    assert isinstance(quote, Labelled)
    assert (quote.id, quote.speaker.name, article.id, len(article.quotes)) == ("7", "Ivan Petrenko", "0", 1)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([None], "item 0 must be a text, an Utterance or a dict with `text`, got NoneType"),
        (["a", 5], "item 1 must be a text, .* got int"),
        (["a", {"txet": "b"}], "item 1: text: is missing"),
        ([{"text": "a", "colour": "red"}], "item 0: colour: is not a known field"),
        ([Utterance(b"a")], "what was given cannot be sent: "),  # type: ignore[arg-type]
        (None, "give a list of texts, got NoneType"),
        ({"text": "a"}, "give a list of texts, got dict"),
    ],
)
def test_what_is_no_item_is_refused_by_name_before_anything_is_sent(given: Any, said: str) -> None:
    async def streamed() -> None:
        async with AsyncClient("http://service") as client:
            assert [one async for one in client.stream(given)] == []

    with Client(transport=httpx.MockTransport(lambda _: pytest.fail("it was sent"))) as client:
        for call in (client.classify, lambda items: list(client.stream(items))):
            with pytest.raises(InputError, match=said):
                call(given)
    with pytest.raises(InputError, match=said):
        asyncio.run(streamed())


def refusing(*errors: tuple[str, int | None]) -> Client:
    """Return a client of a service that answers each request 422, with errors by their pointer and index."""
    told = [{"detail": "is odd", "pointer": pointer, "index": index} for pointer, index in errors]
    problem = {"type": "t", "title": "t", "status": 422, "detail": "it is odd", "request_id": "r", "errors": told}
    return Client(transport=httpx.MockTransport(lambda _: httpx.Response(422, json=problem)))


def test_errors_that_lie_in_no_item_of_those_sent_are_the_request_s_own() -> None:
    with refusing(("/items/1/text", 1)) as client:
        for call in (client.classify, lambda items: list(client.stream(items))):
            with pytest.raises(ServiceError, match="422: it is odd"):
                call(["a"])
    with refusing(("/items/0/text", 0), ("/view", None)) as client, pytest.raises(ServiceError) as caught:
        client.classify(["a"])
    assert str(caught.value).startswith("422: item 0: text is odd (and 1 more)")
    assert caught.value.problem is not None
    assert [error.index for error in caught.value.problem.errors] == [0, None]


SECRET = "qs_abc"
ANSWER = {"results": [{"id": None, "error": {"type": "t", "detail": "d"}, "status": "error"}]}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"url": "127.0.0.1:8111"}, "must begin with http:// or https://"),
        ({"url": "localhost:8111"}, "must begin with http:// or https://"),
        ({"url": SECRET}, "must begin with http:// or https://"),
        ({"url": "http://"}, "and a host"),
        ({"url": "http://a:x"}, "is no URL"),
        ({"url": f"http://a/?key={SECRET}"}, "must end before any"),
        ({"url": f"http://a/#{SECRET}"}, "must end before any"),
        ({"url": "http://xn--/"}, "is no URL"),
        ({"url": "http://a:99999"}, "a port within 0..65535, got 99999"),
        ({"url": None}, "must be a text, got NoneType"),
        ({"key": f"{SECRET}\n{SECRET}"}, "a character that no key has, number 7 of 13"),
        ({"key": SECRET.encode()}, "the key must be a text, got bytes"),
        ({"timeout": None}, "timeout must be seconds above 0 and at most 1000000, got None"),
        ({"timeout": 0}, "timeout must be seconds above 0 and at most 1000000, got 0"),
        ({"timeout": float("nan")}, "timeout must be seconds above 0 and at most 1000000, got nan"),
        ({"timeout": 1e300}, "timeout must be seconds above 0 and at most 1000000, got 1e.300"),
        ({"timeout": 10**400}, "got a number beyond all bounds"),
        ({"timeout": -(10**5000)}, "got a number beyond all bounds"),
    ],
)
@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_what_a_client_is_made_with_is_checked_at_once(kind: Any, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        kind(**wrong)
    assert SECRET not in str(caught.value)


def test_a_key_is_sent_beside_a_name_and_a_password_for_whatever_stands_before_the_service() -> None:
    sent: list[httpx.Headers] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers)
        return httpx.Response(200, json=ANSWER)

    for url in ("http://service", "http://anna:word@service"):
        with Client(url, key="qs_abc", transport=httpx.MockTransport(handler)) as client:
            client.classify(["a"])
    plain, behind = sent
    assert plain["authorization"] == "Bearer qs_abc"
    assert (behind["authorization"][:6], behind["x-api-key"]) == ("Basic ", "qs_abc")


@pytest.mark.parametrize("status", [200, 403])
def test_a_password_in_the_address_is_not_shown_in_errors(status: int) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(status, text="<html>"))
    with Client("http://anna:word@service", transport=transport) as client:
        with pytest.raises(ServiceError, match=r"^http://service/v1/classify answered "):
            client.classify(["a"])
        with pytest.raises(ServiceError, match=r"^http://service/v1/model answered "):
            client.model()


def test_a_key_with_the_line_feed_of_its_file_is_taken(serve: Serve, tmp_path: Path) -> None:
    (key, line), file = new_key("desk"), tmp_path / "keys"
    file.write_text(line)
    with Client(str(serve(api_keys=file).base_url), key=f" {key}\r\n") as client:
        assert len(client.classify(["a"])) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [(float("nan"), "within 0..1, got nan"), (1.1, "within 0..1, got 1.1"), ("0.5", "a number within 0..1, got str")],
)
def test_a_threshold_that_is_no_probability_is_refused_before_anything_is_sent(wrong: Any, said: str) -> None:
    with Client(transport=httpx.MockTransport(lambda _: pytest.fail("it was sent"))) as client:
        for call in (client.classify, client.articles, client.stream, client.articles_stream):
            with pytest.raises(InputError, match=said):
                call(["a"], threshold=wrong)
