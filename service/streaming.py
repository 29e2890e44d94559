"""NDJSON in, NDJSON out: results in order as they are ready, errors line by line, memory bounded.

When the caller does not read, nothing more is taken from it: the sockets' own flow control reaches both ends. A caller
must therefore read while it writes, or send no more than a few hundred lines at once.
"""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.background import BackgroundTask
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from service.keys import Caller
from service.labelling import result_json
from service.lines import Line, LineSplitter
from service.problems import Problem, Reason, internal_problem
from service.runtime import Runtime
from service.validation import line_problem
from service.work import Failure

log = logging.getLogger(__name__)
NDJSON = "application/x-ndjson"
GROUP = 16  # lines that go through the model as one request
SLICE = 1.0  # seconds after which a stream that waits looks up

Parsed = TypeVar("Parsed", bound=BaseModel)


@dataclass(frozen=True)
class Labeller(Generic[Parsed]):
    """How lines of one kind are read, checked and labelled."""

    kind: type[Parsed]
    check: Callable[[Sequence[Parsed]], None]
    label: Callable[[Sequence[Parsed]], Awaitable[list[bytes]]]

    async def answer(self, lines: Sequence[Line], runtime: Runtime) -> bytes:
        """Return one line for each line, whatever happens to any of them."""
        parsed = [self._parse(line) for line in lines]
        good = [one for one in parsed if not isinstance(one, Failure)]
        answers = iter(await self._label(good))
        results = [one if isinstance(one, Failure) else next(answers) for one in parsed]
        return b"".join(_line(result, runtime) for result in results)

    def _parse(self, line: Line) -> Parsed | Failure:
        if line.data is None:
            return Failure(Reason.TOO_LARGE, f"line {line.number}: is longer than the service takes")
        try:
            one = self.kind.model_validate_json(line.data)
            self.check([one])
        except ValidationError as error:
            return line_problem(error, line.number)
        except Problem as problem:
            return Failure(problem.reason, f"line {line.number}: {problem.errors[0].detail}")
        return one

    async def _label(self, items: Sequence[Parsed]) -> Sequence[bytes | Failure]:
        try:
            return await self.label(items) if items else []
        except Exception:  # the border of a stream: logged, and told on the lines that it concerns
            log.exception("a group of lines failed")
            return [Failure(Reason.INTERNAL, internal_problem().detail)] * len(items)


def _line(result: bytes | Failure, runtime: Runtime) -> bytes:
    if isinstance(result, Failure):
        runtime.metrics.failure(result.reason)
        return result_json(None, result) + b"\n"
    return result + b"\n"


@dataclass(eq=False)
class Stream(Response, Generic[Parsed]):
    """The answer to a stream; it reads the request itself, while it writes."""

    runtime: Runtime
    caller: Caller
    labeller: Labeller[Parsed]
    background: BackgroundTask | None = None
    status_code: int = 200
    _window: "asyncio.Queue[asyncio.Task[bytes] | None]" = field(init=False)

    def __post_init__(self) -> None:
        self.init_headers({"Content-Type": NDJSON, "X-Accel-Buffering": "no"})
        self.body = b""
        self._window = asyncio.Queue(max(1, self.runtime.settings.stream_window // GROUP))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reader = asyncio.ensure_future(self._read(receive))
        writer = asyncio.ensure_future(self._write(send, scope["state"]))
        try:
            await asyncio.wait({reader, writer}, return_when=asyncio.FIRST_COMPLETED)
            if writer.done():
                writer.result()
            else:
                reader.result()
                self.runtime.metrics.dropped.inc()
        finally:
            await self._cancel(reader, writer)

    async def _cancel(self, *tasks: "asyncio.Future[None]") -> None:
        rest: list[asyncio.Future[None] | asyncio.Task[bytes]] = [*tasks]
        while not self._window.empty():
            if (group := self._window.get_nowait()) is not None:
                rest.append(group)
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _read(self, receive: Receive) -> None:
        """Take lines until the body ends, then return when the caller has gone."""
        try:
            await self._groups(receive)
        except Problem as problem:
            await self._put(_told(Failure(problem.reason, problem.detail), self.runtime))
        await self._window.put(None)
        while (await receive())["type"] != "http.disconnect":
            pass

    async def _groups(self, receive: Receive) -> None:
        splitter = LineSplitter(self.runtime.settings.max_line_bytes)
        more = True
        while more:
            message = await self._next(receive)
            if message["type"] == "http.disconnect":
                return
            await self._start(splitter.feed(message.get("body", b"")))
            more = message.get("more_body", False)
        await self._start(splitter.end())

    async def _start(self, lines: Iterable[Line]) -> None:
        batch = list(lines)
        for start in range(0, len(batch), GROUP):
            group = batch[start : start + GROUP]
            await self.caller.spend_in_time(len(group))
            await self._put(self.labeller.answer(group, self.runtime))

    async def _put(self, answer: Awaitable[bytes]) -> None:
        task = asyncio.ensure_future(answer)
        assert isinstance(task, asyncio.Task)
        try:
            await self._window.put(task)
        except asyncio.CancelledError:
            task.cancel()
            raise

    async def _next(self, receive: Receive) -> Message:
        """Return the next piece of the body; raises Problem when none comes, or the service is to stop."""
        settings = self.runtime.settings
        waiting = asyncio.ensure_future(receive())
        try:
            for _ in range(math.ceil(settings.idle_seconds / SLICE)):
                if self.runtime.draining:
                    raise Problem(503, Reason.STOPPING, "the service is shutting down; send the rest again")
                done, _ = await asyncio.wait({waiting}, timeout=min(SLICE, settings.idle_seconds))
                if done:
                    return waiting.result()
        finally:
            waiting.cancel()
        raise Problem(408, Reason.SLOW_BODY, f"nothing arrived for {settings.idle_seconds:g} s")

    async def _write(self, send: Send, state: dict[str, int]) -> None:
        """Send results in order; raises TimeoutError when the caller does not take them."""
        start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        await send(start)
        while (group := await self._window.get()) is not None:
            body = await group
            state["items"] = state.get("items", 0) + body.count(b"\n")
            async with asyncio.timeout(self.runtime.settings.idle_seconds):
                await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _told(failure: Failure, runtime: Runtime) -> bytes:
    return _line(failure, runtime)
