"""The clients against a served model, and against one that is not well."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from email.utils import format_datetime
from typing import Any

import httpx
import pytest

from model.errors import InputError
from model.types import Utterance
from service.client import Article, AsyncClient, Client, Failed, Labelled, Retries, ServiceError
from tests.service.conftest import Serve
from tests.service.fakes import POISON

QUICK = Retries(attempts=3, first=0.001, longest=0.01)
OK = {"results": [{"id": None, "error": {"type": "t", "detail": "d"}, "status": "error"}]}


def mocked(handler: Callable[[httpx.Request], httpx.Response]) -> Client:
    return Client("http://service", retries=QUICK, transport=httpx.MockTransport(handler))


def test_results_are_typed_and_in_order(api: httpx.Client) -> None:
    with Client(str(api.base_url)) as client:
        first, bad, last = client.classify(["We are here.", POISON, Utterance("So are we.", id="last")], view="both")
        [article] = client.articles(["“We are here,” Ivan Petrenko said."])
        assert client.model()["model"]["version"] == "0.0.fake"
    assert isinstance(first, Labelled)
    assert isinstance(bad, Failed)
    assert isinstance(last, Labelled)
    assert (last.id, last.stance_text is not None) == ("last", True)
    assert [quote.quote.text for quote in article.quotes if quote.quote] == ["We are here,"]


def test_an_article_is_sent_with_its_id_and_its_day(api: httpx.Client) -> None:
    text = "“The buses leave at noon,” said the mayor of Makiivka."
    with Client(str(api.base_url)) as client:
        plain, dated = client.articles([text, Article(id="old", text=text, date=dt.date(2013, 5, 1))])
    sides = [one.quotes[0].speaker.side for one in (plain, dated) if isinstance(one.quotes[0], Labelled)]
    assert ([plain.id, dated.id], sides) == (["0", "old"], ["russia", "ukraine"])


def test_streams_of_any_length_keep_their_order(api: httpx.Client) -> None:
    texts = [f"word {number}" for number in range(150)]

    async def endless() -> AsyncIterator[str]:
        for text in texts:
            yield text

    async def streamed() -> list[str]:
        async with AsyncClient(str(api.base_url)) as client:
            return [one.quote.text async for one in client.stream(endless()) if isinstance(one, Labelled)]

    with Client(str(api.base_url)) as client:
        assert [one.quote.text for one in client.stream(iter(texts)) if isinstance(one, Labelled)] == texts
    assert asyncio.run(streamed()) == texts


REFUSED = {3: "x" * 10_001, 70: "\ud800 alone", 149: "y" * 20_000}


def with_refused(count: int) -> list[str | Utterance]:
    texts = [Utterance(f"word {number}", id=f"n{number}") for number in range(count)]
    return [REFUSED.get(number) or text for number, text in enumerate(texts)]


def check_refused(results: list[Labelled | Failed]) -> None:
    """The refused ones are in their places and say why; all others are labelled, in order."""
    failed = {number: one.error.detail for number, one in enumerate(results) if isinstance(one, Failed)}
    assert failed == {
        3: "item 3: text has 10001 characters, at most 10000 are allowed",
        70: "item 70: text holds a lone surrogate (U+D800) at character 0, not valid Unicode",
        149: "item 149: text has 20000 characters, at most 10000 are allowed",
    }
    labelled = [one.id for one in results if isinstance(one, Labelled)]
    assert labelled == [f"n{number}" for number in range(150) if number not in REFUSED]


def test_items_that_are_refused_fail_in_their_places_of_a_stream(api: httpx.Client) -> None:
    async def streamed() -> list[Labelled | Failed]:
        async with AsyncClient(str(api.base_url)) as client:
            return [one async for one in client.stream(with_refused(150))]

    with Client(str(api.base_url)) as client:
        check_refused(list(client.stream(with_refused(150))))
    check_refused(asyncio.run(streamed()))


@pytest.mark.parametrize("limit", [{"max_items": 17}, {"max_body_bytes": 2000}])
def test_a_window_that_is_too_large_as_a_whole_is_sent_in_parts(serve: Serve, limit: dict[str, int]) -> None:
    with Client(str(serve(**limit).base_url)) as client:
        results = list(client.stream([*(f"word {number}" for number in range(100)), "x" * 5000]))
    assert [one.quote.text for one in results[:100] if isinstance(one, Labelled)] == [f"word {n}" for n in range(100)]
    last = results[100]
    assert isinstance(last, Failed) == ("max_body_bytes" in limit)
    assert not isinstance(last, Failed) or last.error.detail.startswith("item 100: the body is larger than 2000 bytes")


def test_what_is_wrong_with_the_request_itself_ends_a_stream(api: httpx.Client) -> None:
    with Client(str(api.base_url)) as client, pytest.raises(ServiceError, match="/view"):
        list(client.stream(["a"], view="sideways"))


def test_a_lone_surrogate_is_refused_by_the_service_by_name(api: httpx.Client) -> None:
    with Client(str(api.base_url)) as client:
        with pytest.raises(ServiceError, match="lone surrogate"):
            client.classify(["a", "\ud800"])
        with pytest.raises(ServiceError, match="lone surrogate"):
            client.articles(["\udfff"])
        [whole] = client.classify(["кава 😀"])
    assert isinstance(whole, Labelled)
    assert whole.quote.text == "кава 😀"


@pytest.mark.parametrize(("given", "got"), [("We wait.", "a string"), (b"We wait.", "bytes"), (Utterance("a"), "Utt")])
def test_one_text_is_not_taken_for_a_list_of_letters(given: Any, got: str) -> None:
    async def streamed() -> None:
        async with AsyncClient("http://service") as client:
            assert [one async for one in client.stream(given)] == []

    said = f"give a list of texts, got {got}"
    with mocked(lambda _: httpx.Response(200, json=OK)) as client:
        for call in (client.classify, client.articles, lambda texts: list(client.stream(texts))):
            with pytest.raises(InputError, match=said):
                call(given)
    with pytest.raises(InputError, match=said):
        asyncio.run(streamed())


@pytest.mark.parametrize("status", [429, 502, 503])
def test_what_passes_is_tried_again(status: int) -> None:
    answers = iter([httpx.Response(status, headers={"Retry-After": "0"}), httpx.Response(200, json=OK)])
    with mocked(lambda _: next(answers)) as client:
        assert len(client.classify(["a"])) == 1


def test_a_lost_connection_is_tried_again() -> None:
    calls = []

    def handler(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        if len(calls) < 3:
            raise httpx.ConnectError("refused")
        return httpx.Response(200, json=OK)

    with mocked(handler) as client:
        assert len(client.classify(["a"])) == 1


@pytest.mark.parametrize("status", [400, 401, 413, 422, 500, 504])
def test_what_does_not_pass_is_raised_at_once(status: int) -> None:
    calls = []

    def handler(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(status)

    with mocked(handler) as client, pytest.raises(ServiceError, match=str(status)):
        client.classify(["a"])
    assert len(calls) == 1


def test_giving_up_says_why() -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("connection refused")

    with mocked(handler) as client, pytest.raises(ServiceError, match="no answer from the service: connection refused"):
        client.classify(["a"])


def test_the_service_s_own_words_are_passed_on(api: httpx.Client) -> None:
    with (
        Client(str(api.base_url)) as client,
        pytest.raises(ServiceError, match="item 0: text has 10001 characters") as caught,
    ):
        client.classify(["x" * 10_001])
    assert caught.value.problem is not None
    assert caught.value.problem.errors[0].index == 0


def test_something_else_than_the_service_is_recognised() -> None:
    with (
        mocked(lambda _: httpx.Response(200, text="<html>")) as client,
        pytest.raises(ServiceError, match="is it this"),
    ):
        client.classify(["a"])


def test_nothing_to_send_is_said_before_sending() -> None:
    with mocked(lambda _: httpx.Response(200, json=OK)) as client, pytest.raises(InputError, match="empty"):
        client.classify([])


def test_a_retry_waits_at_least_as_long_as_the_service_asks() -> None:
    def wait(told: str, attempt: int = 0) -> float:
        return Retries(attempts=9999).pause(attempt, httpx.Response(429, headers={"Retry-After": told}))

    assert (wait("7"), wait("99"), wait("later", 5000)) == (7.0, 30.0, 30.0)
    assert max(map(wait, ("later", "Fri, 27 Nov 99999999999 10:00:00 GMT", "Fri, 27 Nov 2026 10:00:00 -0000"))) < 1
    moment = dt.datetime.now(dt.UTC)
    assert 2 < wait(format_datetime(moment + dt.timedelta(seconds=29), usegmt=True)) <= 29
    assert wait(format_datetime(moment - dt.timedelta(days=7), usegmt=True)) < 1


ODD = {
    "html": lambda: httpx.Response(200, text="<html>"),
    "bytes": lambda: httpx.Response(200, content=b"\xff"),
    "list": lambda: httpx.Response(200, json=[]),
    "encoding": lambda: httpx.Response(
        200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"this is not gzip")
    ),
}


@pytest.mark.parametrize("odd", ODD)
def test_an_answer_that_cannot_be_read_is_a_service_error(odd: str) -> None:
    calls = []

    def handler(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return ODD[odd]()

    async def ask() -> None:
        async with AsyncClient("http://service", retries=QUICK, transport=httpx.MockTransport(handler)) as client:
            for call in (client.model, lambda: client.classify(["a"])):
                with pytest.raises(ServiceError):
                    await call()

    with mocked(handler) as client:
        for call in (client.model, lambda: client.classify(["a"])):
            with pytest.raises(ServiceError):
                call()
    asyncio.run(ask())
    assert len(calls) == 4, "trying again would not help"
