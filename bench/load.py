"""Load on an HTTP service: closed loops, where each client waits for its answer, and open ones, where none does."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

Body = dict[str, Any]


@dataclass
class Load:
    """What came of it; latencies are in seconds, of answers 200."""

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


def _client(url: str) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=256)
    return httpx.AsyncClient(base_url=url, timeout=120, limits=limits, trust_env=False)


async def _send(client: httpx.AsyncClient, path: str, body: Body, load: Load) -> None:
    began = time.perf_counter()
    try:
        status = (await client.post(path, json=body)).status_code
    except httpx.TransportError:
        status = 0
    load.note(status, time.perf_counter() - began)


async def closed_loop(url: str, path: str, bodies: Sequence[Body], clients: int) -> Load:
    """Send every body once, `clients` at a time."""
    load, waiting = Load(), iter(bodies)

    async def worker(client: httpx.AsyncClient) -> None:
        for body in waiting:
            await _send(client, path, body, load)

    async with _client(url) as client:
        await _send(client, path, bodies[0], Load())
        began = time.perf_counter()
        await asyncio.gather(*(worker(client) for _ in range(clients)))
        load.seconds = time.perf_counter() - began
    return load


async def open_loop(url: str, path: str, bodies: Sequence[Body], per_second: float, seconds: float) -> Load:
    """Send bodies at random moments (a Poisson process), whether or not earlier ones were answered."""
    load, chance = Load(), random.Random(1)
    tasks: list[asyncio.Task[None]] = []
    async with _client(url) as client:
        began = due = time.perf_counter()
        while due - began < seconds:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(_send(client, path, bodies[len(tasks) % len(bodies)], load)))
            due += chance.expovariate(per_second)
        await asyncio.gather(*tasks)
        load.seconds = time.perf_counter() - began
    return load
