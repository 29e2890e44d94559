"""Servers that are started to be measured, and ended afterwards. On Linux only."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

UNHURRIED = ("--set", "timeout_seconds=120")  # where capacity is measured nothing is refused for being late


@contextmanager
def process(*command: str) -> Iterator[tuple[str, subprocess.Popen[str], float]]:
    """Start a server that logs its url; yield it, the process, and the seconds from start to ready."""
    began = time.perf_counter()
    with tempfile.NamedTemporaryFile("w+") as log, subprocess.Popen(command, stderr=log, text=True) as started:
        url = _ready(Path(log.name), started)
        try:
            yield url, started, time.perf_counter() - began
        finally:
            started.terminate()


def _ready(log: Path, started: subprocess.Popen[str]) -> str:
    while started.poll() is None:
        for line in log.read_text("utf-8").splitlines():
            if '"url": "' in line:
                url = line.partition('"url": "')[2].partition('"')[0]
                if _answers(url):
                    return url
        time.sleep(0.02)
    raise SystemExit(f"the server ended:\n{log.read_text('utf-8')}")


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", trust_env=False).is_success
    except httpx.TransportError:
        return False


def megabytes(pid: int) -> float:
    """Return the resident memory of a process, as Linux tells it."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def serve_command(model: str | None, *more: str) -> list[str]:
    own = ["--model", model] if model else []
    script = "from model.cli import run; run()"
    return [sys.executable, "-c", script, "serve", "--port", "0", "--set", "cache_items=0", *own, *more]
