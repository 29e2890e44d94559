"""Another classifier in place, without a request noticing."""

import asyncio
import gc
import threading
import weakref
from collections.abc import Sequence
from dataclasses import replace

import pytest

from model.classifier import Prepared
from model.items import Item
from model.labels import View
from model.types import Prediction, Utterance
from service.errors.problems import Failure, Problem
from service.labelling import label_items
from service.lifecycle.drift import DAYS, Drift
from service.lifecycle.shadow import WAITING, Shadow
from service.runtime import Runtime
from service.scheduling.inference import infer, keep_in_memory
from service.scheduling.work import Row
from service.settings import Settings
from tests.service.fakes import FakeEngine, fake_classifier


def test_requests_under_way_end_with_the_model_they_began_with() -> None:
    async def scenario() -> tuple[bytes, bytes]:
        old, new = FakeEngine(), FakeEngine()
        runtime = Runtime(fake_classifier(old, "1"), Settings())
        await runtime.start()
        old.gate.clear()
        old.entered.clear()
        first = asyncio.create_task(label_items(runtime, [Item(text="a")], View.BOTH))
        await asyncio.to_thread(old.entered.wait)
        exchange = asyncio.create_task(runtime.swap(fake_classifier(new, "2")))
        await asyncio.sleep(0.05)
        old.gate.set()
        await exchange
        second = await label_items(runtime, [Item(text="a")], View.BOTH)
        [before] = await first
        await runtime.stop()
        return before, second[0]

    before, after = asyncio.run(scenario())
    assert b'"version":"1"' in before
    assert b'"version":"2"' in after


def test_a_model_that_gives_no_scores_is_not_put_in_place() -> None:
    async def scenario() -> str:
        broken = FakeEngine()
        broken.nan = True
        runtime = Runtime(fake_classifier(version="1"), Settings())
        await runtime.start()
        with pytest.raises(Problem):
            await runtime.swap(fake_classifier(broken, "2"))
        await runtime.stop()
        return runtime.classifier.metadata.version

    assert asyncio.run(scenario()) == "1"


def test_observers_see_what_was_answered() -> None:
    seen: list[tuple[str, str]] = []

    def observer(prepared: Sequence[Prepared], predictions: Sequence[Prediction]) -> None:
        seen.extend((p.reading.quote.text, q.quote.text) for p, q in zip(prepared, predictions, strict=True))

    async def scenario() -> None:
        runtime = Runtime(fake_classifier(), Settings())
        await runtime.start()
        runtime.observe(observer)
        await label_items(runtime, [Item(text="a"), Item(text="b")], View.TEXT)
        await runtime.stop()

    asyncio.run(scenario())
    assert seen == [("a", "a"), ("b", "b")]


def test_as_many_batches_are_under_way_as_the_engine_has_lanes() -> None:
    async def scenario() -> list[bytes]:
        engine = FakeEngine(lanes=2, batch_tokens=1)
        runtime = Runtime(fake_classifier(engine), Settings())
        await runtime.start()
        engine.meet(2)
        answers = await label_items(runtime, [Item(text=text) for text in "abcd"], View.TEXT)
        await runtime.stop()
        return answers

    assert all(b'"status":"ok"' in answer for answer in asyncio.run(scenario()))


async def exchanged(old: FakeEngine, new: FakeEngine) -> Runtime:
    """Return a runtime that began with one engine and is now served by the other."""
    runtime = Runtime(fake_classifier(old, "1"), Settings())
    await runtime.start()
    await runtime.swap(fake_classifier(new, "2"))
    return runtime


def test_an_exchange_brings_the_lanes_and_the_budget_of_the_new_engine() -> None:
    async def scenario(old: FakeEngine, new: FakeEngine, lanes: int) -> list[int]:
        runtime = await exchanged(old, new)
        new.meet(lanes)
        answers = await label_items(runtime, [Item(text=text) for text in "abcdef"], View.TEXT)
        await runtime.stop()
        assert all(b'"status":"ok"' in answer for answer in answers)
        return new.batches

    probe, few, many = [1], FakeEngine(lanes=1, batch_tokens=256), FakeEngine(lanes=3, batch_tokens=1)
    assert asyncio.run(scenario(few, many, lanes=3)) == probe + [1] * 6
    few, many = FakeEngine(lanes=1, batch_tokens=256), FakeEngine(lanes=3, batch_tokens=1)
    assert asyncio.run(scenario(many, few, lanes=1)) == [*probe, 6]


def test_lanes_that_the_new_engine_lacks_rest() -> None:
    async def scenario() -> int:
        new = FakeEngine(lanes=1, batch_tokens=1)
        runtime = await exchanged(FakeEngine(lanes=3, batch_tokens=1), new)
        new.gate.clear()
        new.entered.clear()
        asking = asyncio.create_task(label_items(runtime, [Item(text=text) for text in "abc"], View.TEXT))
        await asyncio.to_thread(new.entered.wait)
        await asyncio.sleep(0.1)  # long enough for a lane that does not rest
        waiting = len(runtime.batcher)
        new.gate.set()
        await asking
        await runtime.stop()
        return waiting

    assert asyncio.run(scenario()) == 2


def test_drift_keeps_a_month_and_drops_the_oldest_day(monkeypatch: pytest.MonkeyPatch) -> None:
    days = iter(f"2024-{number // 28 + 1:02}-{number % 28 + 1:02}" for number in range(DAYS + 2))
    monkeypatch.setattr("service.lifecycle.drift._today", lambda: next(days))
    kept = Drift(Runtime(fake_classifier(), Settings()))
    for _ in range(DAYS + 2):
        kept.observe([], [])
    assert [day.day for day in kept.report().days][:1] == ["2024-01-03"]
    assert len(kept.report().days) == DAYS


class Circle:
    """Something that only the garbage collector can take away."""

    def __init__(self) -> None:
        self.own = self


def test_what_was_kept_in_memory_goes_when_nothing_uses_it() -> None:
    circle = Circle()
    left = weakref.ref(circle)
    try:
        keep_in_memory()
        del circle
        keep_in_memory()
        assert left() is None
    finally:
        gc.unfreeze()


def test_an_exchange_forgets_what_the_old_model_said() -> None:
    async def scenario() -> list[int]:
        runtime, kept = Runtime(fake_classifier(version="1"), Settings()), []
        await runtime.start()
        await label_items(runtime, [Item(text="a")], View.CONTEXT)
        kept.append(len(runtime.cache))
        await runtime.swap(fake_classifier(version="2"))
        kept.append(len(runtime.cache))
        await runtime.stop()
        return kept

    assert asyncio.run(scenario()) == [1, 0]


def test_an_item_for_which_memory_was_short_is_tried_once_more() -> None:
    engine = FakeEngine()
    errors = iter([MemoryError(), MemoryError()])
    engine.fail = lambda _: next(errors, None)
    classifier = fake_classifier(engine)
    [row] = classifier.prepare(Utterance("We wait.")).inputs
    found = infer(classifier, [row, row])
    assert all(isinstance(one, Row) for one in found)
    assert engine.batches == [2, 1, 1, 1]


def test_an_item_for_which_memory_never_suffices_is_an_error_of_its_own() -> None:
    engine = FakeEngine()
    engine.fail = lambda _: MemoryError()
    classifier = fake_classifier(engine)
    [row] = classifier.prepare(Utterance("We wait.")).inputs
    assert [one.reason for one in infer(classifier, [row, row]) if isinstance(one, Failure)] == ["inference-failed"] * 2


def test_the_latest_disagreement_comes_first() -> None:
    runtime = Runtime(fake_classifier(version="1"), Settings())
    other = FakeEngine()
    shadow = Shadow(fake_classifier(other, "2"), runtime)
    served = fake_classifier(FakeEngine())
    for text in ("a", "b", "c"):
        prepared = [served.prepare(Utterance(text))]
        [prediction] = served.predict(prepared)
        least = min(prediction.stance.probabilities, key=prediction.stance.probabilities.__getitem__)
        turned = replace(prediction, stance=replace(prediction.stance, label=least))
        shadow._compare(prepared, [turned])
    assert [one.quote for one in shadow.report().latest] == ["c", "b", "a"]


def hanging(other: FakeEngine, waiting: int) -> Shadow:
    """Return a shadow that stands still at a quote, with so many requests offered after it."""
    shadow = Shadow(fake_classifier(other, "2"), Runtime(fake_classifier(), Settings()))
    other.gate.clear()
    shadow.start()
    served = fake_classifier()
    prepared = [served.prepare(Utterance("a"))]
    predictions = list(served.predict(prepared))
    shadow.offer(prepared, predictions)
    assert other.entered.wait(10)
    for _ in range(waiting):
        shadow.offer(prepared, predictions)
    return shadow


def test_a_shadow_ends_after_what_it_is_at_and_drops_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.lifecycle.shadow.PATIENCE", 0)
    other = FakeEngine()
    shadow = hanging(other, WAITING + 1)
    shadow.stop()
    other.gate.set()
    shadow._thread.join(10)
    assert not shadow._thread.is_alive()
    report = shadow.report()
    assert (report.compared, report.dropped) == (1, 1)


def test_a_shadow_that_hangs_does_not_keep_the_service_from_ending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.lifecycle.shadow.PATIENCE", 0.1)
    other = FakeEngine()
    shadow = hanging(other, waiting=0)
    stopping = threading.Thread(target=shadow.stop)
    stopping.start()
    stopping.join(5)
    over = not stopping.is_alive()
    other.gate.set()
    assert over
