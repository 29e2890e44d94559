"""Load on an HTTP service: closed loops, where each client waits for its answer, and open ones, where none does.

The client is as bare as can be, and requests are encoded beforehand: on a small machine whatever it takes is taken from
the server that is measured.
"""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

Body = dict[str, Any]
Items = list[dict[str, str]]
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
PATIENCE = 120  # seconds for one answer


@dataclass
class Load:
    """What came of it; latencies are in seconds, of answers 200; status 0 is no answer."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)

    def items_per_second(self, batch: int) -> float:
        return self.statuses[200] * batch / self.seconds

    def note(self, status: int, seconds: float) -> None:
        self.statuses[status] += 1
        if status == 200:
            self.latencies.append(seconds)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Client:
    """HTTP/1.1 with as many kept connections as there are requests at once; answers must tell their length."""

    def __init__(self, url: str, path: str, bodies: Sequence[Body]) -> None:
        place = urlsplit(url)
        self._host, self._port = place.hostname, place.port
        self._idle: list[Connection] = []
        head = f"POST {path} HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: application/json\r\n"
        encoded = [json.dumps(body).encode() for body in bodies]
        self._requests = [f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body for body in encoded]

    async def send(self, number: int, load: Load) -> None:
        """Send a body, counted round, and note what came back."""
        began, status = time.perf_counter(), 0
        try:
            async with asyncio.timeout(PATIENCE):
                status = await self._exchange(self._requests[number % len(self._requests)])
        except (OSError, EOFError, TimeoutError):  # no answer, which is what status 0 says
            pass
        load.note(status, time.perf_counter() - began)

    async def _exchange(self, request: bytes) -> int:
        reader, writer = await self._connection()
        try:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            await reader.readexactly(int(head.partition(b"content-length:")[2].partition(b"\r")[0]))
        except BaseException:
            writer.close()
            raise
        self._idle.append((reader, writer))
        return int(head.split(maxsplit=2)[1])

    async def _connection(self) -> Connection:
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():  # the server closes those that nobody used for long
                return reader, writer
            writer.close()
        return await asyncio.open_connection(self._host, self._port)

    def close(self) -> None:
        for _, writer in self._idle:
            writer.close()


async def closed_loop(url: str, path: str, bodies: Sequence[Body], clients: int) -> Load:
    """Send every body once, `clients` at a time."""
    load, waiting, client = Load(), iter(range(len(bodies))), Client(url, path, bodies)

    async def worker() -> None:
        for number in waiting:
            await client.send(number, load)

    await client.send(0, Load())
    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(clients)))
    load.seconds = time.perf_counter() - began
    client.close()
    return load


async def open_loop(url: str, path: str, bodies: Sequence[Body], per_second: float, seconds: float) -> Load:
    """Send bodies at random moments (a Poisson process), whether or not earlier ones were answered."""
    load, chance, client = Load(), random.Random(1), Client(url, path, bodies)
    tasks: list[asyncio.Task[None]] = []
    began = due = time.perf_counter()
    while due - began < seconds:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(client.send(len(tasks), load)))
        due += chance.expovariate(per_second)
    await asyncio.gather(*tasks)
    load.seconds = time.perf_counter() - began
    client.close()
    return load


def rate_of(url: str, path: str, bodies: Sequence[Body], clients: int, batch: int) -> float:
    """Return items a second, `batch` of them in a body.

    Raises SystemExit where not all was answered, which would make the rest look quick.
    """
    load = asyncio.run(closed_loop(url, path, bodies, clients))
    if set(load.statuses) != {200}:
        raise SystemExit(f"{url}{path} answered {dict(load.statuses)} (0: no answer)")
    return load.items_per_second(batch)


def classify_rate(url: str, items: Items, clients: int, batch: int) -> float:
    """Return items a second of the product's own route."""
    return rate_of(url, "/v1/classify", in_batches(items, batch), clients, batch)


def in_batches(items: Items, batch: int) -> list[Body]:
    return [{"items": items[start : start + batch]} for start in range(0, len(items), batch)]
