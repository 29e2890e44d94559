"""The watchdog on the model threads."""

import asyncio
import threading

import pytest

from model.items import Item
from model.labels import View
from service.app import create_app
from service.labelling import label_items
from service.observability.watchdog import HUNG, watch
from service.runtime import Runtime
from service.settings import Settings
from tests.service.asgi import SOON
from tests.service.fakes import FakeEngine, fake_classifier


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

    monkeypatch.setattr("service.observability.watchdog.os._exit", end)
    assert asyncio.run(scenario(0.1)) == (HUNG,)
    assert asyncio.run(scenario(60)) == ()


def test_the_first_forward_pass_is_watched_too(monkeypatch: pytest.MonkeyPatch) -> None:
    engine, ended = FakeEngine(), list[int]()

    def end(status: int) -> None:
        ended.append(status)
        engine.gate.set()

    async def scenario() -> None:
        app = create_app(fake_classifier(engine), Settings(stall_seconds=0.2))
        async with asyncio.timeout(20), app.router.lifespan_context(app):
            pass

    monkeypatch.setattr("service.observability.watchdog.os._exit", end)
    engine.gate.clear()
    asyncio.run(scenario())
    assert ended == [HUNG]


def test_a_service_that_stops_is_not_started_again_and_says_so() -> None:
    async def scenario() -> bytes:
        runtime = Runtime(fake_classifier(), Settings())
        await runtime.start()
        await runtime.batcher.stop()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(watch(runtime, every=0.01), 0.1)
        assert not any(lane.alive for lane in runtime.batcher._lanes)
        async with asyncio.timeout(20):
            [answer] = await label_items(runtime, [Item(text="a")], View.TEXT)
        return answer

    assert b"the service is shutting down" in asyncio.run(scenario())


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # dying is the point
@pytest.mark.parametrize("lanes", [1, 2])
def test_a_model_thread_that_died_is_started_again(lanes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def dying(*_: object) -> None:
        monkeypatch.undo()
        raise SystemExit

    async def scenario() -> list[bytes]:
        runtime = Runtime(fake_classifier(FakeEngine(lanes)), Settings())
        await runtime.start()
        watchdog = asyncio.create_task(watch(runtime, every=0.02))
        monkeypatch.setattr("service.scheduling.batcher.infer", dying)
        async with asyncio.timeout(20):
            answers = [await label_items(runtime, [Item(text=text)], View.CONTEXT) for text in ("a", "b")]
        watchdog.cancel()
        await runtime.stop()
        return [answer for [answer] in answers]

    during, after = asyncio.run(scenario())
    assert b"the model thread ended unexpectedly" in during
    assert b'"status":"ok"' in after


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # dying is the point
def test_what_waits_while_a_model_thread_dies_is_labelled_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, may = threading.Event(), threading.Event()

    def dying(*_: object) -> None:
        begun.set()
        assert may.wait(SOON)
        monkeypatch.undo()
        raise SystemExit

    async def scenario() -> list[bytes]:
        runtime = Runtime(fake_classifier(), Settings())
        await runtime.start()
        monkeypatch.setattr("service.scheduling.batcher.infer", dying)
        watchdog = asyncio.create_task(watch(runtime, every=0.02))
        async with asyncio.timeout(SOON):
            first = asyncio.create_task(label_items(runtime, [Item(text="a")], View.CONTEXT))
            await asyncio.to_thread(begun.wait, SOON)
            second = asyncio.create_task(label_items(runtime, [Item(text="b")], View.CONTEXT))
            while not len(runtime.batcher):  # noqa: ASYNC110 - the queue tells nobody
                await asyncio.sleep(0.01)
            may.set()
            answers = await first + await second
        watchdog.cancel()
        await runtime.stop()
        return answers

    first, second = asyncio.run(scenario())
    assert b"the model thread ended unexpectedly" in first
    assert b'"status":"ok"' in second
