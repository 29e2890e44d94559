"""Who is let in: as many as there is room for, and as can be answered in their time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from service.errors.problems import Problem
from service.scheduling.admission import Admission
from service.scheduling.batcher import Batcher
from tests.service.conftest import Serve, until
from tests.service.fakes import FakeEngine


@pytest.mark.parametrize(("tokens", "wait"), [(2000, "10"), (2001, "11"), (1, "1"), (90_000, "60")])
def test_who_is_refused_shall_stay_away_until_half_is_done(tokens: int, wait: str) -> None:
    admission = Admission(items=1, tokens=100_000, speed=lambda: 100.0)
    admission.reserve(1, tokens)
    with pytest.raises(Problem) as caught:
        admission.reserve(1, 1)
    assert caught.value.headers == {"Retry-After": wait}


def test_room_is_counted_in_items_and_in_tokens_and_a_lone_request_is_let_in() -> None:
    for items, tokens in ((3, 1), (1, 61)):
        admission = Admission(items=3, tokens=100, speed=lambda: 0.0)
        held = admission.reserve(1, 40)
        admission.reserve(1, 60).correct(0, 0)
        with pytest.raises(Problem):
            admission.reserve(items, tokens)
        held.correct(0, 0)
        admission.reserve(items * 9, tokens * 9)


def test_who_would_wait_for_most_of_his_time_is_refused() -> None:
    admission = Admission(items=1000, tokens=100_000, speed=lambda: 100.0)
    admission.reserve(16, 900, 24)  # alone
    admission.reserve(16, 900, 24)  # behind 9 s
    with pytest.raises(Problem):
        admission.reserve(16, 900, 24)  # behind 18 s
    admission.reserve(16, 700, 24).correct(0, 0)  # behind 14 s: of each of the others as much as it is itself
    admission.reserve(1, 60, 30).correct(0, 0)
    with pytest.raises(Problem):
        admission.reserve(1, 60, 1.5)
    assert admission.requests == 2


def test_nobody_is_refused_for_a_speed_that_is_not_known() -> None:
    admission = Admission(items=1000, tokens=100_000, speed=lambda: 0.0)
    for _ in range(20):
        admission.reserve(16, 1500, 0.1)


def test_one_text_alone_tells_nothing_of_the_speed_under_load(serve: Serve) -> None:
    api = serve(batch_tokens=64)
    for count, known in ((1, False), (4, False), (64, True)):
        texts = [{"text": f"word {count * 100 + number}"} for number in range(count)]
        assert api.post("/v1/classify", json={"items": texts}).status_code == 200
        assert ("quotestance_tokens_per_second 0.0" not in api.get("/metrics").text) == known


BULK = {"items": [{"text": f"word {number}"} for number in range(16)]}


def test_who_cannot_be_answered_in_time_is_told_so_at_once(
    serve: Serve, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(batcher: Batcher, *_: object, **__: object) -> None:
        batcher.tokens_per_second = 10.0

    monkeypatch.setattr(Batcher, "_note", slow)
    api = serve()
    engine.gate.clear()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(api.post, "/v1/classify", json=BULK)
        until(lambda: "quotestance_under_way_items 16.0" in api.get("/metrics").text)
        refused = [api.post("/v1/classify", json=BULK, headers={"X-Request-Timeout": "4"}) for _ in range(2)]
        engine.gate.set()
        assert waiting.result().status_code == 200
    assert [one.status_code for one in refused] == [429, 429]
