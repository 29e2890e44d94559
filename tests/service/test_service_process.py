"""The command `serve` as a process: starting, stopping, dying, refusing; with a real model."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from model import Classifier, Utterance
from model.serial import to_dict
from tests.service.conftest import until

COMMAND = [sys.executable, "-c", "from model.cli import run; run()"]


class Process:
    """`quotestance serve` on a free port."""

    def __init__(self, model: Path, *flags: str, program: Sequence[str] = COMMAND) -> None:
        command = [*program, "serve", "--model", str(model), "--port", "0", *flags]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr
        self.log: list[str] = []
        self.url = ""
        for line in self.process.stderr:
            self.log.append(line)
            if found := re.search(r'"url": "(http[^"]+)"', line):
                self.url = found[1]
            if "startup complete" in line:
                break
        # The pipe must be read on, or the process would one day wait for it.
        self._reader = threading.Thread(target=lambda: self.log.extend(self.process.stderr or ()), daemon=True)
        self._reader.start()

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal, if it has not ended yet, and return the exit status."""
        self.process.send_signal(number)
        status = self.process.wait(60)
        self._reader.join(20)
        assert self.process.stderr
        self.process.stderr.close()
        return status

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=60, trust_env=False)


@pytest.fixture
def process(tiny_bundle: Path) -> Iterator[Process]:
    started = Process(tiny_bundle)
    yield started
    started.end(signal.SIGKILL)


def test_a_served_model_answers_like_the_offline_one_and_ends_well(process: Process, tiny_bundle: Path) -> None:
    texts = [f"We will hold position {number}. " + "And more. " * (number % 7) for number in range(24)]
    items = [{"text": text, "context": f"“{text}” Ivan Petrenko said."} for text in texts]
    with process.client() as api:
        results = api.post("/v1/classify", json={"items": items}).json()["results"]
        process.process.send_signal(signal.SIGTERM)
    assert process.process.wait(60) == 0
    offline = Classifier.load(tiny_bundle, "cpu").classify([Utterance(**item) for item in items])
    for result, prediction in zip(results, map(to_dict, offline), strict=True):
        # Padding to another width changes the last bits of the sums, and nothing that is shown.
        for task in ("stance", "sentiment"):
            assert result[task].pop("probabilities") == pytest.approx(prediction[task].pop("probabilities"), abs=1e-5)
        assert result == prediction | {"status": "ok"}


def test_requests_that_are_under_way_are_answered_before_the_end(process: Process) -> None:
    body = {"articles": [{"text": "“We are going home,” said Ivan Petrenko. " * 150 + f"“{n}”"} for n in range(8)]}
    with process.client() as api, ThreadPoolExecutor() as pool:
        waiting = pool.submit(api.post, "/v1/articles", json=body)
        while "quotestance_under_way_items 0" in api.get("/metrics").text and not waiting.done():
            pass
        process.process.send_signal(signal.SIGTERM)
        response = waiting.result(60)
    assert response.status_code == 200
    assert process.process.wait(60) == 0


def test_a_second_signal_does_not_wait_and_is_no_fault(process: Process) -> None:
    body = {"articles": [{"text": f"“We are going home, all {n} of us,” said Ivan Petrenko. " * 600} for n in range(8)]}
    with process.client() as api, ThreadPoolExecutor() as pool:
        waiting = pool.submit(api.post, "/v1/articles", json=body)
        while "quotestance_under_way_items 0" in api.get("/metrics").text and not waiting.done():
            pass
        process.process.send_signal(signal.SIGTERM)
        while not any("Shutting down" in line for line in process.log):
            pass
        process.process.send_signal(signal.SIGTERM)
        response = waiting.result(60)
    assert response.status_code in (200, 503)  # 200 where it was read already: what was not computed says `stopping`
    assert "stopping" in response.text
    assert process.process.wait(60) == 0
    assert not any("Traceback" in line or "exception" in line for line in process.log)


HANGING = """
import sys, threading
from model.cli import run
from service.corrections.store import CorrectionStore
from service.lifecycle.reload import Reloader

def hang(*_):
    sys.stderr.write("it hangs\\n")  # at once: print writes the end of a line by itself, and two threads are here
    threading.Event().wait()

CorrectionStore.open = Reloader._load = hang
run()
"""


@pytest.mark.parametrize(("signals", "drain"), [(1, 1), (2, 60)])
def test_threads_that_hang_do_not_keep_the_process_from_ending(
    tiny_bundle: Path, tmp_path: Path, signals: int, drain: int
) -> None:
    flags = ["--set", f"drain_seconds={drain}", "--set", f"corrections=sqlite:///{tmp_path}/c.sqlite3"]
    process = Process(tiny_bundle, *flags, program=[sys.executable, "-c", HANGING])
    sent = {"item": {"text": "We wait."}, "stance": "neutral", "annotator": "anna"}
    try:
        with process.client() as api, ThreadPoolExecutor() as pool:
            waiting = [pool.submit(api.post, path, json=sent) for path in ("/v1/corrections", "/v1/model/reload")]
            until(lambda: sum("it hangs" in line for line in process.log) == 2)
            for _ in range(signals):
                process.process.send_signal(signal.SIGTERM)
                threading.Event().wait(0.5)  # two that come at once are one
            assert process.process.wait(40) == 0
            assert {one.result(20).json()["type"].rpartition(":")[2] for one in waiting} == {"stopping"}
    finally:
        process.end(signal.SIGKILL)


SLOW = """
import threading
from model.cli import run
from service.scheduling import batcher

infer, slowly, first = batcher.infer, threading.Event(), iter([0])

def slow(*given):
    slowly.wait(next(first, 20))
    return infer(*given)

batcher.infer = slow
run()
"""
LINES = b"".join(b'{"text": "We wait, all %d of us, until it is our turn."}\n' % number for number in range(400))


def test_a_stream_that_outlasts_the_drain_ends_with_its_stopping_line(tiny_bundle: Path) -> None:
    process = Process(tiny_bundle, "--set", "drain_seconds=1", program=[sys.executable, "-c", SLOW])
    try:
        with process.client() as api, ThreadPoolExecutor() as pool:
            waiting = pool.submit(api.post, "/v1/classify/stream", content=LINES)
            until(lambda: "quotestance_queue_items 0" not in api.get("/metrics").text)
            process.process.send_signal(signal.SIGTERM)
            told = [json.loads(line) for line in waiting.result(40).text.splitlines()]
        assert [one["error"]["detail"] for one in told] == ["the service is shutting down; send the rest again"]
    finally:
        assert process.end() == 0
    errors = [json.loads(line)["message"] for line in process.log if '"level": "error"' in line]
    assert len(errors) == 1
    assert "timeout graceful shutdown exceeded" in errors[0]


@pytest.mark.parametrize("signals", [1, 2])
def test_a_stream_whose_caller_takes_nothing_to_the_end_is_logged(tiny_bundle: Path, signals: int) -> None:
    process = Process(tiny_bundle, "--set", "drain_seconds=1")
    with socket.socket() as caller:
        caller.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        caller.connect(("127.0.0.1", int(process.url.rpartition(":")[2])))
        caller.settimeout(3)
        caller.sendall(b"POST /v1/classify/stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n")
        with pytest.raises(TimeoutError):
            caller.sendall(b"{}\n" * 10**7)  # each of which is refused at once, at more length
        for _ in range(signals):
            process.process.send_signal(signal.SIGTERM)
            threading.Event().wait(0.5)
        assert process.process.wait(60) == 0
    assert process.end() == 0
    assert sum('"route": "/v1/classify/stream"' in line for line in process.log) == 1


def test_after_kill_the_same_port_serves_again(process: Process, tiny_bundle: Path) -> None:
    port = process.url.rpartition(":")[2]
    with process.client() as caller:
        caller.get("/livez")  # on a connection that is kept, and of which the port is not rid so soon
        os.kill(process.process.pid, signal.SIGKILL)
        process.process.wait(20)
        again = Process(tiny_bundle, "--port", port)
        with again.client() as api:
            assert api.get("/readyz").status_code == 200
        assert again.end() == 0


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--host", "0.0.0.0"], "--api-keys FILE"),
        (["--model", "/nowhere"], "/nowhere is not a model folder"),
        (["--model", "/nowhere", "--api-keys", "/no-keys"], "/no-keys"),  # before a model is looked for
        (["--set", "colour=red"], "flag sets 'colour', which is not a setting"),
        (["--set", "corrections=foo"], "corrections (from flag): the corrections database must be a URL such as"),
    ],
)
def test_mistakes_end_with_one_message(tiny_bundle: Path, flags: list[str], message: str) -> None:
    command = [*COMMAND, "serve", "--model", str(tiny_bundle), *flags]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 2
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr
