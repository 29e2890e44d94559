"""NDJSON in, NDJSON out: results in order as they are ready, errors line by line, memory bounded.

When the caller does not read, nothing more is taken from it: the sockets' own flow control reaches both ends. A caller
must therefore read while it writes, or send no more than a few hundred lines at once.
"""

import asyncio
import json
import logging
import math
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json
from starlette.background import BackgroundTask
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from model.items import Identity, Item
from service.arriving import Arriving
from service.keys import Caller
from service.labelling import result_json
from service.lines import Line, LineSplitter
from service.problems import Problem, Reason, internal_problem
from service.runtime import Runtime
from service.schemas import Article
from service.validation import line_problem
from service.work import Failure

log = logging.getLogger(__name__)
NDJSON = "application/x-ndjson"
GROUP = 16  # lines that go through the model as one request

Parsed = TypeVar("Parsed", Item, Article)
_IDENTITY: TypeAdapter[str | int | None] = TypeAdapter(Identity)


@dataclass(frozen=True, slots=True)
class Refused:
    """A line without a result, and the id under which its sender knows it, where that could be read."""

    failure: Failure
    id: str | None = None


@dataclass(frozen=True)
class Labeller(Generic[Parsed]):
    """How lines of one kind are read, checked and labelled; `seconds` is the longest that labelling one may take."""

    kind: type[Parsed]
    check: Callable[[Sequence[Parsed]], None]
    label: Callable[[Sequence[Parsed]], Awaitable[list[bytes]]]
    seconds: float = math.inf

    @property
    def group(self) -> int:
        """Return how many lines go through the model together: one where each has a deadline of its own."""
        return GROUP if math.isinf(self.seconds) else 1

    async def answer(self, lines: Sequence[Line], runtime: Runtime) -> bytes:
        """Return one line for each line, whatever happens to any of them."""
        parsed = [self._parse(line, runtime.settings.line_bytes) for line in lines]
        good = [one for one in parsed if not isinstance(one, Refused)]
        answers = iter(await self._label(good))
        results = [one if isinstance(one, Refused) else next(answers) for one in parsed]
        return b"".join(_line(result, runtime) for result in results)

    def _parse(self, line: Line, most: int) -> Parsed | Refused:
        if line.data is None:
            advice = "shorten it, or send its characters as they are and not as \\u escapes"
            return Refused(Failure(Reason.TOO_LARGE, f"line {line.number}: is longer than {most} bytes; {advice}"))
        try:
            one = self.kind.model_validate_json(line.data)
            self.check([one])
        except ValidationError as error:
            return self._refused(error, line.number, line.data)
        except Problem as problem:
            failure = Failure(problem.reason, f"line {line.number}: {problem.errors[0].detail}")
            return Refused(failure, _id_of(one))
        return one

    def _refused(self, error: ValidationError, number: int, data: bytes) -> Refused:
        """Name half a surrogate pair as in a whole body: pydantic's own reader calls it a fault of the JSON."""
        plain = _read(lambda: json.loads(data.decode()))
        try:
            if plain is not None:
                self.kind.model_validate(plain)
        except ValidationError as named:
            error = named
        return Refused(line_problem(error, number), _id_in(plain or _read(lambda: from_json(data, allow_partial=True))))

    async def _label(self, items: Sequence[Parsed]) -> Sequence[bytes | Refused]:
        try:
            async with asyncio.timeout(None if math.isinf(self.seconds) else self.seconds):
                return await self.label(items) if items else []
        except Problem as problem:
            failure = Failure(problem.reason, problem.detail)
        except TimeoutError:
            failure = Failure(
                Reason.TIMEOUT, f"no result within {self.seconds:g} s; raise X-Request-Timeout or leave it out"
            )
        except Exception:  # the border of a stream: logged, and told on the lines that it concerns
            log.exception("a group of lines failed")
            failure = Failure(Reason.INTERNAL, internal_problem().detail)
        return [Refused(failure, _id_of(item)) for item in items]


def _id_of(item: Item | Article) -> str | None:
    return None if item.id is None else str(item.id)


def _id_in(found: object) -> str | None:
    """Return the id in what is no item, and perhaps no more than the beginning of one."""
    try:
        name = _IDENTITY.validate_python(found.get("id") if isinstance(found, dict) else None)
    except ValidationError:
        return None
    return None if name is None else str(name)


def _read(reader: Callable[[], object]) -> object:
    """Return what is read, None where nothing can be."""
    try:
        return reader()
    except (ValueError, RecursionError):
        return None


def _line(result: bytes | Refused, runtime: Runtime) -> bytes:
    if isinstance(result, Refused):
        runtime.metrics.failure(result.failure.reason)
        return result_json(result.id, result.failure) + b"\n"
    return result + b"\n"


@dataclass(eq=False)
class Stream(Response, Generic[Parsed]):
    """The answer to a stream; it reads the request itself, while it writes."""

    runtime: Runtime
    caller: Caller
    labeller: Labeller[Parsed]
    background: BackgroundTask | None = None
    status_code: int = 200
    _window: "asyncio.Queue[asyncio.Task[bytes] | None]" = field(init=False, default_factory=asyncio.Queue)
    _room: asyncio.Semaphore = field(init=False)  # for groups of lines that are begun and not yet sent back

    def __post_init__(self) -> None:
        self.init_headers({"Content-Type": NDJSON, "X-Accel-Buffering": "no"})
        self.body = b""
        self._room = asyncio.Semaphore(self.runtime.settings.stream_window // self._most)

    @property
    def _most(self) -> int:
        return min(self.labeller.group, self.runtime.settings.stream_window)

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
        except TimeoutError:  # the caller does not take what it asked for; the connection is closed on it
            self.runtime.metrics.dropped.inc()
        finally:
            await _cancel(reader, writer)  # first, or the reader would begin another group
            await _cancel(*self._begun())

    def _begun(self) -> "list[asyncio.Task[bytes]]":
        return [group for _ in range(self._window.qsize()) if (group := self._window.get_nowait())]

    async def _read(self, receive: Receive) -> None:
        """Take lines until the body ends; return when the caller has gone."""
        arriving = Arriving(receive, self.runtime)
        lines, gone = asyncio.ensure_future(self._lines(arriving)), asyncio.ensure_future(arriving.gone.wait())
        try:
            await asyncio.wait({lines, gone}, return_when=asyncio.FIRST_COMPLETED)
            if lines.done():
                lines.result()
            await gone
        finally:
            arriving.close()
            await _cancel(lines, gone)

    async def _lines(self, arriving: Arriving) -> None:
        """Start on every line, then say that it was the last; what ends a stream early is told in a line of its own."""
        try:
            await self._groups(arriving)
        except Problem as problem:
            told = _told(Refused(Failure(problem.reason, problem.detail)), self.runtime)
            self._window.put_nowait(asyncio.create_task(told))
        self._window.put_nowait(None)

    async def _groups(self, arriving: Arriving) -> None:
        splitter = LineSplitter(self.runtime.settings.line_bytes)
        more = True
        while more:
            message = await arriving.next()
            await self._start(splitter.feed(message.get("body", b"")), arriving)
            more = message.get("more_body", False)
        await self._start(splitter.end(), arriving)

    async def _start(self, lines: Iterable[Line], arriving: Arriving) -> None:
        batch, most = list(lines), self._most
        for start in range(0, len(batch), most):
            group = batch[start : start + most]
            await arriving.unless_stopping(self.caller.spend_in_time(len(group)))
            await arriving.unless_stopping(self._begin(group))

    async def _begin(self, lines: Sequence[Line]) -> None:
        await self._room.acquire()
        self._window.put_nowait(asyncio.create_task(self.labeller.answer(lines, self.runtime)))

    async def _write(self, send: Send, state: dict[str, int]) -> None:
        """Send results in order; raises TimeoutError when the caller does not take them."""
        start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        await send(start)
        while (group := await self._window.get()) is not None:
            body = await group
            state["items"] = state.get("items", 0) + body.count(b"\n")
            await self._send(send, body, more=True)
            self._room.release()
        await self._send(send, b"", more=False)

    async def _send(self, send: Send, body: bytes, *, more: bool) -> None:
        async with asyncio.timeout(self.runtime.settings.idle_seconds):
            await send({"type": "http.response.body", "body": body, "more_body": more})


async def _cancel(*tasks: "asyncio.Future[Any]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _told(refused: Refused, runtime: Runtime) -> bytes:
    return _line(refused, runtime)
