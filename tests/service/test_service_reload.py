"""Exchanging a model while it serves, the shadow, and the series of drift."""

import errno
import json
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest
import torch
from fastapi.testclient import TestClient

from model.artifacts.bundle import WEIGHTS, Bundle
from model.artifacts.metadata import METADATA, Architecture, Metadata
from model.artifacts.registry import CHAMPION, Registry
from model.base import SMALL_BASE
from model.classifier import Classifier
from model.drift import Profile
from model.errors import BundleError, RegistryError, SettingsError
from model.network import Network
from model.types import Utterance
from service.app import create_app
from service.lifecycle.origin import model_folder
from service.lifecycle.reload import Reloader
from service.settings import Settings
from tests.service.asgi import LOOPBACK

ITEM = {"text": "The bridge is open,", "context": "“The bridge is open,” a mayor said."}


@pytest.fixture(scope="module")
def other_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second untrained model, with other heads."""
    torch.manual_seed(7)
    architecture = Architecture(SMALL_BASE, tuned_layers=1)
    metadata = Metadata(version="0.0.other", created="2024-01-02", code_version="test", architecture=architecture)
    folder = tmp_path_factory.mktemp("models") / "other"
    Bundle(metadata, Network(architecture).eval()).save(folder)
    return folder


@pytest.fixture
def registry(tmp_path: Path, tiny_bundle: Path, other_bundle: Path) -> Registry:
    made = Registry(tmp_path / "registry", create=True)
    made.add(tiny_bundle, "one", reference=Profile(n=100, stance={"neutral": 100}))
    made.add(other_bundle, "two")
    made.promote("one")
    return made


def settings(registry: Registry, **more: object) -> Settings:
    values = {"registry": registry.folder, "golden_share": 0.0, "reload_seconds": 0.0, "device": "cpu"}
    return Settings(corrections=f"sqlite:///{registry.folder}/c.sqlite3", **(values | more))  # type: ignore[arg-type]


def serve(chosen: Settings) -> TestClient:
    return TestClient(create_app(Classifier.load(model_folder(chosen), "cpu"), chosen), LOOPBACK)


@pytest.fixture
def client(registry: Registry) -> Iterator[TestClient]:
    with serve(settings(registry)) as made:
        yield made


def served(client: TestClient) -> str:
    answer = client.post("/v1/classify", json={"items": [ITEM]})
    version: str = answer.json()["results"][0]["model"]["version"]
    return version


def test_what_is_promoted_while_the_service_loads_is_served_soon_after(registry: Registry) -> None:
    chosen = settings(registry, reload_seconds=0.05)
    loaded = Classifier.load(model_folder(chosen), "cpu")
    registry.promote("two")
    with TestClient(create_app(loaded, chosen), LOOPBACK) as client:
        end = time.monotonic() + 20
        while served(client) != "two" and time.monotonic() < end:
            time.sleep(0.05)
        assert served(client) == "two"


def test_a_promoted_model_is_served_once_told_and_the_cache_forgets_the_old(
    client: TestClient, registry: Registry
) -> None:
    assert served(client) == "one"
    registry.promote("two")
    assert served(client) == "one"
    answer = client.post("/v1/model/reload")
    assert (answer.status_code, answer.json()["version"], answer.json()["changed"]) == (200, "two", True)
    assert served(client) == "two"


def test_reloading_the_same_model_changes_nothing(client: TestClient) -> None:
    assert client.post("/v1/model/reload").json()["changed"] is False


def test_a_model_that_was_calibrated_anew_is_served_though_its_weights_are_the_same(
    client: TestClient, registry: Registry
) -> None:
    def abstains() -> bool:
        [result] = client.post("/v1/classify", json={"items": [ITEM]}).json()["results"]
        abstained: bool = result["stance"]["abstained"]
        return abstained

    assert not abstains()
    file = registry.path("one") / METADATA
    told = json.loads(file.read_text("utf-8"))
    told["calibration"]["context"]["threshold"] = 1.0
    file.write_text(json.dumps(told), "utf-8")
    answer = client.post("/v1/model/reload").json()
    assert (answer["version"], answer["changed"]) == ("one", True)
    assert abstains()


def test_a_damaged_model_is_refused_and_the_old_one_goes_on(client: TestClient, registry: Registry) -> None:
    registry.promote("two")
    weights = registry.path("two") / WEIGHTS
    weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    answer = client.post("/v1/model/reload")
    assert answer.status_code == 409
    assert "is kept" in answer.json()["detail"]
    assert "damaged" in answer.json()["detail"]
    assert served(client) == "one"
    assert "damaged" in client.get("/v1/model/reload").json()["problem"]
    assert 'quotestance_reloads_total{outcome="failed"} 1.0' in client.get("/metrics").text


def test_a_model_that_fails_golden_items_is_refused(registry: Registry) -> None:
    with serve(settings(registry, golden_share=1.0)) as client:
        registry.promote("two")
        answer = client.post("/v1/model/reload")
        assert answer.status_code == 409
        assert "golden items right" in answer.json()["detail"]
        assert served(client) == "one"


def test_a_model_that_gives_no_numbers_is_refused(client: TestClient, registry: Registry, tmp_path: Path) -> None:
    bundle = Bundle.load(registry.path("two"))
    with torch.no_grad():
        for parameter in bundle.network.stance.parameters():
            parameter.fill_(float("nan"))
    registry.add(_saved(bundle, tmp_path / "nan"), "three")
    registry.promote("three")
    refused = client.post("/v1/model/reload")
    assert refused.status_code == 409
    assert "no probabilities" in refused.json()["detail"]
    assert served(client) == "one"


def test_a_bad_champion_is_tried_once_and_not_again_and_again(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Path | None] = []

    def fail(_: Reloader, folder: Path | None) -> Classifier:
        tried.append(folder)
        raise BundleError("damaged")

    with serve(settings(registry, reload_seconds=0.02)) as client:
        monkeypatch.setattr(Reloader, "_load", fail)
        registry.promote("two")
        time.sleep(0.5)
        assert len(tried) == 1
        assert served(client) == "one"


def _saved(bundle: Bundle, folder: Path) -> Path:
    bundle.save(folder)
    return folder


def test_the_service_notices_a_moved_alias_by_itself(registry: Registry) -> None:
    with serve(settings(registry, reload_seconds=0.05)) as client:
        registry.promote("two")
        until = time.monotonic() + 60
        while served(client) != "two":
            assert time.monotonic() < until
            time.sleep(0.05)


def test_a_disk_that_is_gone_for_a_while_does_not_end_the_watching(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    gone = OSError(errno.ESTALE, "Stale file handle")
    with serve(settings(registry, reload_seconds=0.05)) as client:
        with monkeypatch.context() as patched:
            patched.setattr("service.lifecycle.reload.model_folder", Mock(side_effect=gone))
            until = time.monotonic() + 20
            while "Stale file handle" not in caplog.text:
                assert time.monotonic() < until
                time.sleep(0.05)
        registry.promote("two")
        while served(client) != "two":
            assert time.monotonic() < until + 40
            time.sleep(0.05)


def test_a_registry_and_a_model_are_not_both_taken(registry: Registry, tiny_bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="both set"):
        model_folder(settings(registry, model=tiny_bundle))
    with pytest.raises(RegistryError, match=CHAMPION):
        model_folder(settings(Registry(tmp_path / "empty", create=True)))


def test_the_shadow_answers_unheard_and_its_disagreements_are_listed(registry: Registry) -> None:
    with serve(settings(registry, shadow=registry.path("two"))) as client:
        items = [{"text": f"The bridge number {number} is open."} for number in range(30)]
        said = [one["stance"]["label"] for one in client.post("/v1/classify", json={"items": items}).json()["results"]]
        until = time.monotonic() + 60
        while (report := client.get("/v1/model/shadow").json())["compared"] < 30:
            assert time.monotonic() < until
            time.sleep(0.05)
        utterances = [Utterance(item["text"]) for item in items]
        own = [one.stance.label for one in Classifier.load(registry.path("two"), "cpu").classify(utterances)]
        assert report["stance_disagreements"] == sum(one != two for one, two in zip(said, own, strict=True))
        listed = [one for one in report["latest"] if one["served_stance"] != one["shadow_stance"]]
        assert len(listed) == report["stance_disagreements"]
        assert (report["version"], report["dropped"]) == ("two", 0)


def test_without_a_shadow_the_route_says_so(client: TestClient) -> None:
    assert client.get("/v1/model/shadow").status_code == 404


def test_drift_is_told_in_words_and_in_series(client: TestClient) -> None:
    items = [{"text": f"The bridge number {number} is open."} for number in range(60)]
    client.post("/v1/classify", json={"items": items})
    report = client.get("/v1/model/drift").json()
    [day] = report["days"]
    assert (report["reference"], day["predictions"]) == (100, 60)
    assert "stance" in {one["measure"] for one in day["measures"]}
    series = client.get("/metrics").text
    assert "quotestance_drift_predictions 60.0" in series
    assert 'quotestance_drift_share{category="unknown",measure="side"} 1.0' in series
    assert 'quotestance_drift_psi{measure="stance"}' in series
