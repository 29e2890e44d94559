"""The fair queue: nothing lost, nothing doubled, bounded batches, and no lone quote behind a bulk request."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.classifier import Classifier
from model.inputs import Encoded
from model.types import Utterance
from service.observability.metrics import Metrics
from service.scheduling.batcher import Batcher
from service.scheduling.work import FairQueue, Row, Work
from tests.service.asgi import SOON
from tests.service.fakes import fake_classifier

ONE, OTHER = cast("Classifier", object()), cast("Classifier", object())


@pytest.fixture(scope="module", autouse=True)
def loop() -> Iterator[None]:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield
    asyncio.set_event_loop(None)
    loop.close()


def work(length: int, classifier: Classifier = ONE, waiters: int = 1) -> Work:
    future: asyncio.Future[Any] = asyncio.get_event_loop().create_future()
    return Work(Encoded(tuple([7] * length), tuple([0] * length), 0, truncated=False), classifier, future, waiters)


def drain(queue: FairQueue, budget: int) -> list[list[Work]]:
    batches = []
    while batch := queue.take(budget):
        batches.append(batch)
    return batches


requests = st.lists(st.lists(st.integers(1, 96), min_size=1, max_size=60), max_size=12)


@given(requests, st.integers(1, 1000))
def test_everything_comes_out_once_in_batches_within_the_budget(lengths: list[list[int]], budget: int) -> None:
    queue, works = FairQueue(), [[work(length) for length in request] for request in lengths]
    for request in works:
        queue.add(request)
    batches = drain(queue, budget)
    assert sorted(id(one) for batch in batches for one in batch) == sorted(id(one) for part in works for one in part)
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(map(len, batch)) <= budget
        assert [len(one) for one in batch] == sorted(len(one) for one in batch)
    assert len(queue) == 0


@given(st.integers(2, 200), st.integers(1, 96), st.integers(96, 800))
def test_a_lone_quote_does_not_wait_behind_a_bulk_request(bulk: int, length: int, budget: int) -> None:
    queue, lone = FairQueue(), work(length)
    queue.add([work(96) for _ in range(bulk)])
    first = queue.take(budget)
    queue.add([lone])
    second, third = queue.take(budget), queue.take(budget)
    assert first
    assert lone in second + third


@given(st.lists(st.integers(1, 96), min_size=1, max_size=40))
def test_a_long_quote_is_not_overtaken_by_short_ones_that_come_later(lengths: list[int]) -> None:
    queue, works = FairQueue(), [work(length) for length in lengths]
    queue.add(works[:1])
    for one in works[1:]:
        queue.add([one])
        assert queue.take(budget=1) == [works[works.index(one) - 1]]


@given(st.lists(st.integers(1, 96), min_size=1, max_size=40))
def test_what_nobody_waits_for_is_passed_over(lengths: list[int]) -> None:
    queue = FairQueue()
    works = [work(length, waiters=number % 2) for number, length in enumerate(lengths)]
    queue.add(works)
    taken = [one for batch in drain(queue, 300) for one in batch]
    assert {id(one) for one in taken} == {id(one) for one in works if one.waiters}


def test_no_batch_mixes_two_classifiers() -> None:
    queue = FairQueue()
    queue.add([work(10, ONE if number % 3 else OTHER) for number in range(50)])
    batches = drain(queue, 100)
    assert all(len({id(one.classifier) for one in batch}) == 1 for batch in batches)
    assert sum(map(len, batches)) == 50


@pytest.mark.parametrize(("lanes", "shares"), [(1, [8]), (2, [4, 2, 1, 1]), (3, [3, 2, 1, 1, 1])])
def test_a_batch_is_at_most_a_lane_s_share_of_what_waits(lanes: int, shares: list[int]) -> None:
    queue = FairQueue()
    queue.add([work(10, waiters=number % 2) for number in range(16)])  # nobody waits for every other one any more
    assert len(queue) == 8
    taken = []
    while batch := queue.take(1000, lanes):
        taken.append(len(batch))
    assert taken == shares


MOMENT = 0.1  # seconds in which a thread that may go on surely does


class Unhurried(threading.Condition):
    """A lock after which its holder lingers, so that others come in wherever they may."""

    def __exit__(self, *raised: object) -> None:
        super().__exit__(*raised)  # type: ignore[arg-type]
        threading.Event().wait(MOMENT)


class Crossed(FairQueue):
    """A queue whose users meet: who finds nothing waits for what is being put there, and the other way round."""

    def __init__(self) -> None:
        super().__init__()
        self.looked, self.put = threading.Event(), threading.Event()

    def take(self, budget: int, lanes: int = 1) -> list[Work]:
        batch = super().take(budget, lanes)
        self.looked.set()
        if not batch:
            self.put.wait(3 * MOMENT)
        return batch

    def add(self, works: Sequence[Work]) -> None:
        self.looked.clear()
        self.looked.wait(MOMENT)
        super().add(works)
        self.put.set()


def test_work_that_is_put_while_the_model_thread_falls_asleep_is_done() -> None:
    async def scenario() -> object:
        batcher, classifier, queue = Batcher(256, 1, Metrics()), fake_classifier(), Crossed()
        batcher._queue, batcher._ready = queue, Unhurried()
        prepared = classifier.prepare(Utterance("We wait."))
        asked = Work(prepared.inputs[0], classifier, asyncio.get_running_loop().create_future(), waiters=1)
        batcher.start()
        try:
            await asyncio.to_thread(queue.looked.wait, SOON)
            batcher.submit([asked])
            return await asyncio.wait_for(asked.future, SOON)
        finally:
            await batcher.stop()

    assert isinstance(asyncio.run(scenario()), Row)
