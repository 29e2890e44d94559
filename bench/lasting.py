"""What the service does under load that lasts: more than it can do, and many items that no cache has met."""

import asyncio
from collections.abc import Iterator
from itertools import islice

from bench.distinct import distinct
from bench.load import Items, classify_rate, in_batches, open_loop
from bench.servers import UNHURRIED, megabytes, process, serve_command
from service.settings import Settings

CLIENTS, BATCH = 16, 16  # enough to keep the model busy, and no more than is answered in time on a slow machine
SATURATED = 512  # items by which the highest rate is told
FACTOR = 3


def overload(model: str | None, items: Items, seconds: float) -> Iterator[tuple[str, str, str]]:
    """Offer more than can be done for longer than a request may take, so that whoever is let in too late is late.

    The highest rate is that of items of the same kind in the same process: the mean of one run before and one after,
    since the machine may become faster or slower meanwhile.
    """
    fresh = distinct(items, 10**6)  # equal ones that wait together are computed once
    with process(*serve_command(model)) as (url, started, _):
        before = megabytes(started.pid)
        highest = [_highest(url, list(islice(fresh, SATURATED)))]
        per_second = FACTOR * highest[0] / BATCH
        seconds = max(seconds, 2 * Settings().timeout_seconds)
        bodies = in_batches(list(islice(fresh, BATCH * int(1.2 * per_second * seconds))), BATCH)
        load = asyncio.run(open_loop(url, "/v1/classify", bodies, per_second, seconds))
        after = megabytes(started.pid)
        highest.append(_highest(url, list(islice(fresh, SATURATED))))
    goodput, mean = load.items_per_second(BATCH), sum(highest) / 2
    yield "items that no cache has met, items/s", f"{mean:.0f}", f"{highest[0]:.0f} before and {highest[1]:.0f} after"
    yield f"goodput at {FACTOR} times that, items/s", f"{goodput:.0f}", f"{goodput / mean:.0%} of the highest (90%)"
    yield "answers then", " ".join(f"{status}: {count}" for status, count in sorted(load.statuses.items())), ""
    yield "memory before and after, MB", f"{before:.0f}, {after:.0f}", ""


def _highest(url: str, items: Items) -> float:
    return classify_rate(url, items, CLIENTS, BATCH)


def endurance(model: str | None, items: Items, count: int) -> Iterator[tuple[str, str, str]]:
    """Send that many items in all, no two alike, and tell the memory after each tenth."""
    sizes, tenth = [], count // 10
    fresh = distinct(items, 10 * tenth)
    with process(*serve_command(model, *UNHURRIED)) as (url, started, _):
        for _ in range(10):
            classify_rate(url, list(islice(fresh, tenth)), CLIENTS, BATCH)
            sizes.append(megabytes(started.pid))
    yield f"memory over {count} items, MB", ", ".join(f"{size:.0f}" for size in sizes), ""
