"""The whole loop: correct, export, retrain, compare, refuse a worse model, promote a better one, reload under load
without one failed request, roll back. The transformer, the PostgreSQL and the service are real, if small."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from model.artifacts.registry import CHAMPION, Registry
from model.cli import main
from service.security.keys import new_key
from tests.postgres_cluster import free_port, postgres_url
from tests.tiny_world import KNOWN, TAUGHT, recipe, rows, tiny_base, write
from training.compare.gates import DEFAULT_GATES

__all__ = ["postgres_url"]  # a fixture
PATIENCE = 60.0
BOTH = {label: KNOWN[label] + TAUGHT[label] for label in KNOWN}


def run(*arguments: object) -> int:
    """Run a command and return its exit code."""
    return main([str(one) for one in arguments])


@dataclass(frozen=True)
class World:
    """Files of one loop."""

    folder: Path
    registry: Path
    base: Path
    corpus: Path
    evaluation: Path

    @property
    def gates(self) -> Path:
        """Write the shipped gates, but for the behaviours that take more words than the tiny transformer knows."""
        file = self.folder / "gates.yaml"
        known = "behaviour_tests: [white space and line ends]"
        file.write_text(DEFAULT_GATES.read_text("utf-8").replace("behaviour_tests: []", known), "utf-8")
        return file

    @property
    def judged(self) -> tuple[object, ...]:
        return "--registry", self.registry, "--gates", self.gates

    def retrain(self, *more: object, seed: int = 1) -> int:
        shared = ("--on", self.evaluation, "--corpus", self.corpus, *self.judged)
        return run("retrain", *shared, "--config", recipe(self.folder, self.base, seed=seed), *more)

    @property
    def champion(self) -> str:
        return Registry(self.registry).path(CHAMPION).name


@pytest.fixture
def world(tmp_path: Path) -> World:
    corpus = write(tmp_path / "corpus.jsonl", rows(KNOWN, 16, 0, "known"))
    evaluation = write(tmp_path / "frozen.jsonl", rows(BOTH, 6, 9, "frozen"))
    return World(tmp_path, tmp_path / "registry", tiny_base(tmp_path / "base"), corpus, evaluation)


@contextlib.contextmanager
def serving(world: World, database: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Start the service on the registry's champion; yields its address and an admin's headers."""
    key, line = new_key("nightly", admin=True)
    keys, golden, port = world.folder / "keys", world.folder / "golden.json", free_port()
    keys.write_text(line + "\n", "utf-8")
    items = [{"text": r["quote"], "context": r["paragraph"], "stance": r["stance"]} for r in rows(KNOWN, 1, 3, "g")]
    golden.write_text(json.dumps(items), "utf-8")
    settings = {
        "PORT": port, "REGISTRY": world.registry, "CORRECTIONS": database, "API_KEYS": keys, "GOLDEN": golden,
        "RELOAD_SECONDS": 0.2, "DEVICE": "cpu",
    }  # fmt: skip
    environment = os.environ | {f"QUOTESTANCE_{name}": str(value) for name, value in settings.items()}
    log = world.folder / "service.log"
    with log.open("wb") as out:
        command = [sys.executable, "-c", "from model.cli import run; run()", "serve"]
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(lambda: ready(address), lambda: log.read_text("utf-8"))
            yield address, {"Authorization": f"Bearer {key}"}
        finally:
            process.terminate()
            process.wait(PATIENCE)


def wait_for(condition: Callable[[], object], explain: Callable[[], str]) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, explain()
        time.sleep(0.1)


def ready(address: str) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(f"{address}/readyz").status_code == 200
    return False


@dataclass
class Load:
    """Clients that never pause; what they were answered."""

    address: str
    headers: dict[str, str]
    statuses: list[int] = field(default_factory=list)
    versions: list[set[str]] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    @contextlib.contextmanager
    def running(self, clients: int = 3) -> Iterator["Load"]:
        threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(clients)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self.stop.set()
            for thread in threads:
                thread.join(PATIENCE)

    def _ask(self, seed: int) -> None:
        pool = rows(BOTH, 10, 100 + seed, "load")
        try:
            with httpx.Client(timeout=PATIENCE, headers=self.headers) as client:
                for number in range(10**9):
                    if self.stop.is_set():
                        return
                    chosen = [pool[(4 * number + one) % len(pool)] for one in range(4)]
                    self._note(
                        client.post(f"{self.address}/v1/classify", json={"items": [item(row) for row in chosen]})
                    )
        except BaseException as error:  # noqa: BLE001 (told in the test's own thread)
            self.failures.append(error)

    def _note(self, response: httpx.Response) -> None:
        self.statuses.append(response.status_code)
        results = response.json().get("results", [])
        self.versions.append({result["model"]["version"] for result in results if result["status"] == "ok"})
        assert len(results) == 4

    def until_served(self, version: str) -> None:
        wait_for(lambda: self.failures or self.versions[-3:] == [{version}] * 3, lambda: str(self.versions[-5:]))


def item(row: dict[str, str]) -> dict[str, str]:
    return {"text": row["quote"], "context": row["paragraph"]}


def correct(address: str, headers: dict[str, str]) -> str:
    """Send corrections of what the service says of words it does not know; returns the export."""
    taught = rows(TAUGHT, 12, 5, "taught")
    answer = httpx.post(
        f"{address}/v1/classify", json={"items": [item(r) for r in taught], "view": "both"}, headers=headers
    )
    for row, shown in zip(taught, answer.json()["results"], strict=True):
        correction = {
            "item": item(row), "shown": shown, "annotator": "analyst", "stance": row["stance"],
            "stance_text": row["stance_text"], "sentiment": row["sentiment"],
        }  # fmt: skip
        sent = httpx.post(f"{address}/v1/corrections", json=correction, headers=headers)
        assert sent.status_code == 201, sent.text
    exported = httpx.get(f"{address}/v1/corrections/export", params={"current": True}, headers=headers)
    assert len(exported.text.splitlines()) == len(taught)
    return exported.text


def test_the_loop_from_correction_to_a_promoted_model_and_back(
    world: World, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert world.retrain("--promote") == 0
    first = world.champion
    worse = write(world.folder / "worse.jsonl", [r | {"stance": "neutral"} for r in rows(KNOWN, 16, 0, "worse")])

    with serving(world, postgres_url) as (address, headers):
        export = world.folder / "corrections.jsonl"
        export.write_text(correct(address, headers), "utf-8")

        assert world.retrain("--corrections", worse, "--promote", seed=2) == 4, "a worse model must not be promoted"
        assert run("promote", "challenger", *world.judged) == 2
        refusal = capsys.readouterr().err
        assert "stance macro-F1 goes from" in refusal
        assert world.champion == first

        assert world.retrain("--corrections", export) == 0
        assert run("compare", "champion", "challenger", "--on", world.evaluation, *world.judged) == 0
        assert "passes every gate" in capsys.readouterr().out

        with Load(address, headers).running() as load:
            load.until_served(first)
            assert run("promote", "challenger", *world.judged) == 0
            second = world.champion
            assert second != first
            load.until_served(second)
            assert run("rollback", "--registry", world.registry, "--reason", "an exercise") == 0
            told = httpx.post(f"{address}/v1/model/reload", headers=headers)
            assert told.status_code == 200, told.text
            load.until_served(first)
        assert not load.failures
        assert set(load.statuses) == {200}
        assert {frozenset(versions) for versions in load.versions} == {frozenset({first}), frozenset({second})}
