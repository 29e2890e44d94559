"""Nobody's request is at the cost of others: room, threads, rates."""

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from model.classifier import Classifier
from model.labels import View
from model.types import Utterance
from service.labelling import SLICE
from service.lifecycle.reload import Reloader
from service.scheduling.reading import CHUNK, Readers
from service.scheduling.turns import Turns
from service.security.keys import new_key
from tests.service.asgi import SOON
from tests.service.conftest import Serve, until
from tests.service.fakes import FakeEngine, fake_classifier


def occupied(api: httpx.Client, engine: FakeEngine) -> threading.Thread:
    """Return a request of one quote that waits for the model, which stands still until its gate is set."""
    engine.gate.clear()
    first = threading.Thread(target=api.post, args=("/v1/classify",), kwargs={"json": {"items": [{"text": "first"}]}})
    first.start()
    until(lambda: "quotestance_under_way_items 1.0" in api.get("/metrics").text)
    return first


def test_a_long_context_takes_no_more_room_than_the_model_reads_of_it(serve: Serve, engine: FakeEngine) -> None:
    api = serve(queue_tokens=2000)
    first = occupied(api, engine)
    items = [{"text": f"word {n}", "context": f"“word {n}” she said. " + "And so on. " * 4000} for n in range(8)]
    threading.Timer(0.5, engine.gate.set).start()
    assert api.post("/v1/classify", json={"items": items}).status_code == 200
    first.join(SOON)


def test_long_articles_take_no_more_room_than_they_will_ever_hold(serve: Serve, engine: FakeEngine) -> None:
    api = serve(queue_tokens=100_000)
    first = occupied(api, engine)
    articles = [{"text": "And so on. " * 4000} for _ in range(16)]  # of 176,000 tokens, none of them in a quote
    assert api.post("/v1/articles", json={"articles": articles}).status_code == 200
    engine.gate.set()
    first.join(SOON)


def test_an_article_of_many_quotes_takes_room_bit_by_bit(serve: Serve, engine: FakeEngine) -> None:
    api = serve()
    text = "".join(f"“Go to {n}.” " for n in range(2 * SLICE + 9))
    answers: list[httpx.Response] = []
    engine.gate.clear()

    def ask() -> None:
        answers.append(api.post("/v1/articles", json={"articles": [{"text": text}]}))

    asking = threading.Thread(target=ask)
    asking.start()
    until(lambda: f"quotestance_under_way_items {SLICE}.0" in api.get("/metrics").text)
    engine.gate.set()
    asking.join(SOON)
    [result] = answers[0].json()["results"]
    assert [one["quote"]["text"] for one in result["quotes"]] == [f"Go to {n}." for n in range(2 * SLICE + 9)]


class SlowReading:
    """In place of a classifier: it notes what it reads, and stands still until it may go on."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.may, self.begun = threading.Event(), threading.Event()

    def prepare(self, utterance: Utterance, _: View) -> str:
        self.begun.set()
        assert self.may.wait(SOON)
        self.read.append(utterance.text)
        return utterance.text


def read_in_turn(*requests: Sequence[str]) -> list[str]:
    """Return what one reader reads, in its order, of requests that come while it is at the first."""
    slow, readers = SlowReading(), Readers(1)

    def ask(texts: Sequence[str]) -> "asyncio.Task[Any]":
        utterances = [Utterance(text) for text in texts]
        return asyncio.create_task(readers.utterances(cast("Classifier", slow), utterances, View.CONTEXT))

    async def scenario() -> None:
        first = ask(requests[0])
        await asyncio.to_thread(slow.begun.wait)
        others = [ask(texts) for texts in requests[1:]]
        await asyncio.sleep(0.05)
        slow.may.set()
        assert [list(one) for one in await asyncio.gather(first, *others)] == [list(texts) for texts in requests]

    asyncio.run(scenario())
    readers.close()
    return slow.read


@pytest.mark.parametrize("text", ["bulk", ""])
def test_a_lone_quote_is_not_read_after_all_of_a_bulk_request(text: str) -> None:
    assert read_in_turn([text] * 10 * CHUNK, ["lone"]).index("lone") <= CHUNK


def test_a_lone_quote_is_read_before_whatever_of_bulk_requests_is_not_begun() -> None:
    bulk = [[f"bulk {request}.{number}" for number in range(3 * CHUNK)] for request in range(9)]
    for place in (1, 5, 9):
        assert read_in_turn(*bulk[:place], ["lone"], *bulk[place:]).index("lone") == CHUNK


def test_what_is_long_has_its_turn_though_short_ones_come_without_end() -> None:
    async def scenario() -> list[int]:
        turns, taken, tasks = Turns(1), list[int](), list[asyncio.Task[None]]()

        async def take(size: int, more: int) -> None:
            [due] = turns.due([size])
            async with turns.at(due):
                taken.append(size)
                if more:
                    tasks.append(asyncio.create_task(take(size, more - 1)))
                    await asyncio.sleep(0)  # the next waits before this one ends

        tasks += [asyncio.create_task(take(10, 40)), asyncio.create_task(take(100, 0))]
        for task in tasks:  # which grow meanwhile
            await task
        return taken

    assert asyncio.run(scenario()).index(100) == 10


def test_a_turn_that_nobody_waits_for_any_more_is_passed_on() -> None:
    async def scenario() -> list[int]:
        turns, taken = Turns(1), list[int]()

        async def take(number: int) -> None:
            async with turns.at(number):
                taken.append(number)
                await asyncio.sleep(0)

        tasks = [asyncio.create_task(take(number)) for number in range(6)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.sleep(0)  # the first ends, and the third is told that it is its turn
        tasks[2].cancel()
        await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), SOON)
        async with turns.at(9):
            return taken

    taken = asyncio.run(scenario())
    assert taken == sorted(taken)
    assert {0, 3, 4, 5} <= set(taken)


def test_what_there_was_no_room_for_is_not_counted_against_the_key(
    serve: Serve, engine: FakeEngine, tmp_path: Path
) -> None:
    (key, line), file = new_key("desk", rate=100), tmp_path / "keys"
    file.write_text(line)
    api = serve(api_keys=file, queue_items=60, max_items=60)
    api.headers["X-API-Key"] = key
    first = occupied(api, engine)
    body = {"items": [{"text": str(number)} for number in range(60)]}
    refused = [api.post("/v1/classify", json=body).json()["type"].rpartition(":")[2] for _ in range(3)]
    engine.gate.set()
    first.join(SOON)
    assert refused == ["overloaded"] * 3
    assert api.post("/v1/classify", json=body).status_code == 200


@pytest.mark.parametrize("path", ["/v1/classify", "/v1/articles", "/v1/classify/stream", "/v1/articles/stream"])
def test_what_is_refused_early_is_counted_under_its_route(api: httpx.Client, path: str) -> None:
    api.post(path, json={"items": []}, headers={"X-Request-Timeout": "never"})
    assert f'quotestance_http_requests_total{{route="{path}",status="400"}} 1.0' in api.get("/metrics").text


def test_one_model_is_loaded_at_a_time(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    alone, met = threading.Lock(), list[bool]()

    def load(_: Reloader, __: Path | None) -> Classifier:
        met.append(alone.acquire(blocking=False))
        threading.Event().wait(0.2)
        alone.release()
        return fake_classifier(FakeEngine(), "2")

    api = serve()
    monkeypatch.setattr(Reloader, "_load", load)
    with ThreadPoolExecutor() as pool:
        answers = [pool.submit(api.post, "/v1/model/reload") for _ in range(2)]
    assert [one.result().status_code for one in answers] == [200, 200]
    assert met == [True, True]


def test_a_new_model_may_take_longer_to_load_than_a_request(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = threading.Event()

    def load(_: Reloader, __: Path | None) -> Classifier:
        slow.wait(0.6)
        return fake_classifier(FakeEngine(), "2.slow")

    api = serve(timeout_seconds=0.2)
    monkeypatch.setattr(Reloader, "_load", load)
    answer = api.post("/v1/model/reload")
    assert (answer.status_code, answer.json()["version"]) == (200, "2.slow")
