"""Another classifier in place, without a request noticing."""

import asyncio
from collections.abc import Sequence

import pytest

from model.classifier import Prepared
from model.labels import View
from model.types import Prediction
from service.drift import DAYS, Drift
from service.labelling import label_items
from service.problems import Problem
from service.runtime import Runtime
from service.schemas import Item
from service.settings import Settings
from service.watchdog import HUNG, watch
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


def test_a_forward_pass_that_hangs_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a status that says so, since nothing within the process can end the pass; a slow one is left alone."""

    class Ended(BaseException):
        pass

    def end(status: int) -> None:
        raise Ended(status)

    async def scenario(stall: float) -> tuple[object, ...]:
        engine = FakeEngine()
        runtime = Runtime(fake_classifier(engine), Settings(stall_seconds=stall))
        await runtime.start()
        engine.gate.clear()
        asking = asyncio.create_task(label_items(runtime, [Item(text="a")], View.CONTEXT))
        try:
            await asyncio.wait_for(watch(runtime, every=0.02), 0.6)
        except (Ended, TimeoutError) as error:
            ended = error.args
        finally:
            engine.gate.set()
            await asking
            await runtime.stop()
        return ended

    monkeypatch.setattr("service.watchdog.os._exit", end)
    assert asyncio.run(scenario(0.1)) == (HUNG,)
    assert asyncio.run(scenario(60)) == ()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # dying is the point
def test_a_model_thread_that_died_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def dying(*_: object) -> None:
        monkeypatch.undo()
        raise SystemExit

    async def scenario() -> list[bytes]:
        runtime = Runtime(fake_classifier(), Settings())
        await runtime.start()
        watchdog = asyncio.create_task(watch(runtime, every=0.02))
        monkeypatch.setattr("service.batcher.infer", dying)
        answers = [await label_items(runtime, [Item(text=text)], View.CONTEXT) for text in ("a", "b")]
        watchdog.cancel()
        await runtime.stop()
        return [answer for [answer] in answers]

    during, after = asyncio.run(scenario())
    assert b"the model thread ended unexpectedly" in during
    assert b'"status":"ok"' in after


def test_drift_keeps_a_month_and_drops_the_oldest_day(monkeypatch: pytest.MonkeyPatch) -> None:
    days = iter(f"2024-{number // 28 + 1:02}-{number % 28 + 1:02}" for number in range(DAYS + 2))
    monkeypatch.setattr("service.drift._today", lambda: next(days))
    kept = Drift(Runtime(fake_classifier(), Settings()))
    for _ in range(DAYS + 2):
        kept.observe([], [])
    assert [day.day for day in kept.report().days][:1] == ["2024-01-03"]
    assert len(kept.report().days) == DAYS
