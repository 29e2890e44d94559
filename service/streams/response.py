"""NDJSON in, NDJSON out: results in order as they are ready, errors line by line, memory bounded.

When the caller does not read, nothing more is taken from it: the sockets' own flow control reaches both ends. A caller
must therefore read while it writes, or send no more than a few hundred lines at once.
"""

import asyncio
import json
import logging
import math
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from model.items import Identity, Item
from service.errors.problems import Failure, Problem, Reason, internal_problem
from service.errors.unique import read_json
from service.errors.validation import line_problem
from service.labelling import result_json
from service.runtime import Runtime
from service.schemas import Article
from service.security.keys import Caller
from service.settings import Settings
from service.streams.body import Arriving, broken_off
from service.streams.lines import Line, LineSplitter
from service.tasks import cancel, first_of

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
    check: Callable[[Sequence[Parsed], Settings], None]
    label: Callable[[Sequence[Parsed]], Awaitable[list[bytes]]]
    seconds: float = math.inf

    @property
    def group(self) -> int:
        """Return how many lines go through the model together: one where each has a deadline of its own."""
        return GROUP if math.isinf(self.seconds) else 1

    async def answer(self, lines: Sequence[Line], runtime: Runtime) -> bytes:
        """Return one line of answer for each line, whatever is wrong with any of them."""
        parsed = [self._parse(line, runtime.settings) for line in lines]
        good = [one for one in parsed if not isinstance(one, Refused)]
        answers = iter(await self._label(good))
        results = [one if isinstance(one, Refused) else next(answers) for one in parsed]
        return b"".join(_line(result, runtime) for result in results)

    def _parse(self, line: Line, settings: Settings) -> Parsed | Refused:
        if line.data is None:
            most = settings.line_bytes
            advice = "shorten it, or send its characters as they are and not as \\u escapes"
            return Refused(Failure(Reason.TOO_LARGE, f"line {line.number}: is longer than {most} bytes; {advice}"))
        try:
            one = self.kind.model_validate_json(line.data)
            read_json(line.data)  # which finds doubled keys
            self.check([one], settings)
        except ValidationError as error:
            return self._refused(error, line.number, line.data)
        except Problem as problem:
            failure = Failure(problem.reason, f"line {line.number}: {problem.errors[0].detail}")
            return Refused(failure, _id_of(one))
        return one

    def _refused(self, error: ValidationError, number: int, data: bytes) -> Refused:
        """Name a lone surrogate as in a whole body; pydantic's own JSON reader calls it bad JSON."""
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
    """Return the id in what is not a valid item, perhaps only the beginning of one."""
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


class Stream(StreamingResponse, Generic[Parsed]):
    """The answer to a stream; it reads the request itself, while it writes."""

    def __init__(self, runtime: Runtime, caller: Caller, labeller: Labeller[Parsed]) -> None:
        super().__init__((), headers={"X-Accel-Buffering": "no"}, media_type=NDJSON)
        self._runtime, self._caller = runtime, caller
        self._labeller: Labeller[Parsed] = labeller
        window = runtime.settings.stream_window
        self._most = min(labeller.group, window)  # lines in a group
        self._window: asyncio.Queue[asyncio.Task[bytes] | None] = asyncio.Queue()
        self._room = asyncio.Semaphore(window // self._most)  # for groups that are begun and not yet sent back
        self._why: Problem | None = None  # the stream ends early
        self._ended = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        arriving = Arriving(self._runtime)
        taking = asyncio.create_task(arriving.take(receive))
        try:
            # `curl -T` waits for "100 Continue", which is sent where the body is asked for before the answer begins.
            await asyncio.sleep(0)
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await self._serve(arriving, taking, send, scope["state"])
        except asyncio.CancelledError:  # uvicorn cancels what outlasts the drain
            if not self._runtime.draining:
                raise
            self._why = broken_off()
            await self._end(send, scope["state"])
        finally:
            await cancel(taking)

    async def _serve(self, arriving: Arriving, taking: "asyncio.Task[None]", send: Send, state: dict[str, int]) -> None:
        try:
            async with first_of(self._write(send, state), self._read(arriving), taking) as tasks:
                for task in tasks:
                    if task.done():
                        task.result()
                if not tasks[0].done():  # the caller has gone, or was cut off, before all was written
                    self._runtime.metrics.dropped.inc()
        finally:
            await cancel(*self._begun())  # only now, or the reader would begin another group

    def _begun(self) -> "list[asyncio.Task[bytes]]":
        return [group for _ in range(self._window.qsize()) if (group := self._window.get_nowait())]

    async def _read(self, arriving: Arriving) -> None:
        """Start on every line; what ends a stream early is told in a line of its own. Never returns."""
        try:
            await self._groups(arriving)
        except Problem as problem:
            self._why = problem
        self._window.put_nowait(None)
        await asyncio.Event().wait()  # the stream is over when all is written

    async def _groups(self, arriving: Arriving) -> None:
        splitter = LineSplitter(self._runtime.settings.line_bytes)
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
            await arriving.unless_stopping(self._caller.spend_in_time(len(group)))
            await arriving.unless_stopping(self._begin(group))

    async def _begin(self, lines: Sequence[Line]) -> None:
        await self._room.acquire()
        self._window.put_nowait(asyncio.create_task(self._labeller.answer(lines, self._runtime)))

    async def _write(self, send: Send, state: dict[str, int]) -> None:
        """Send results in order; a caller who takes none is cut off by the protocol, and is then gone."""
        while (group := await self._window.get()) is not None:
            await self._send(send, state, await group)
            self._room.release()
        await self._end(send, state)

    async def _end(self, send: Send, state: dict[str, int]) -> None:
        """Send the last line, where there is a reason that it must tell, and the end of the answer."""
        if not self._ended:
            told = _line(Refused(Failure(self._why.reason, self._why.detail)), self._runtime) if self._why else b""
            await self._send(send, state, told, more=False)
            self._ended = True

    async def _send(self, send: Send, state: dict[str, int], body: bytes, *, more: bool = True) -> None:
        await send({"type": "http.response.body", "body": body, "more_body": more})
        state["items"] = state.get("items", 0) + body.count(b"\n")  # only now: a caller may take nothing to the end
