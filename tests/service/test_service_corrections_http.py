"""Corrections over HTTP: what is taken, who reads it, and what becomes of a database that is not to be had."""

import codecs
import csv
import io
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from model.classifier import Classifier
from service.app import create_app
from service.security.keys import new_key
from service.settings import Settings
from tests.service.asgi import LOOPBACK

QUOTE = "We shall hold the bridge,"
CONTEXT = f"“{QUOTE}” said Ivan Petrenko, a regional governor."


@pytest.fixture(scope="module")
def classifier(tiny_bundle: Path) -> Classifier:
    return Classifier.load(tiny_bundle, "cpu")


@pytest.fixture
def client(tmp_path: Path, classifier: Classifier) -> Iterator[TestClient]:
    lines, headers = [], {}
    for name, admin in (("reader", False), ("chief", True)):
        key, line = new_key(name, admin=admin)
        lines.append(line)
        headers[name] = {"X-API-Key": key}
    (tmp_path / "keys").write_text("\n".join(lines), "utf-8")
    settings = Settings(corrections=f"sqlite:///{tmp_path}/c.sqlite3", api_keys=tmp_path / "keys")
    with TestClient(create_app(classifier, settings), headers=headers["chief"]) as made:
        made.app.state.reader = headers["reader"]  # type: ignore[attr-defined]
        yield made


def test_a_shown_prediction_goes_in_as_it_came_and_out_as_a_flat_row(client: TestClient) -> None:
    item = {"text": QUOTE, "context": CONTEXT}
    shown = client.post("/v1/classify", json={"items": [item], "view": "both"}).json()["results"][0]
    sent = client.post("/v1/corrections", json={"item": item, "shown": shown, "stance": "neutral", "annotator": "=1+1"})
    assert sent.status_code == 201
    older = shown | {"model": {"name": "older", "version": "0.1"}}  # a page may have been open for long
    sent = client.post("/v1/corrections", json={"item": item, "shown": older, "stance": "neutral", "annotator": "=1+1"})
    assert (sent.json()["model"], sent.json()["model_version"]) == ("older", "0.1")
    client.post("/v1/corrections/erasures", json={"id": 1, "reason": "tidy", "requested_by": "clerk"})
    sent = client.post("/v1/corrections", json={"item": item, "shown": shown, "stance": "neutral", "annotator": "=1+1"})
    [row] = [json.loads(line) for line in client.get("/v1/corrections/export").text.splitlines()]
    assert (row["text"], row["stance"], row["shown_stance"]) == (QUOTE, "neutral", shown["stance"]["label"])
    assert row["shown_speaker"] == shown["speaker"]["name"] == "Ivan Petrenko"
    assert row["shown_stance_text"] == shown["stance_text"]["label"]
    table = client.get("/v1/corrections/export", params={"format": "csv"})
    assert table.content.startswith(codecs.BOM_UTF8), "or a spreadsheet shows other marks"
    [cells] = csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")))
    assert cells["annotator"] == "'=1+1", "a spreadsheet must not run it"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"stance": None}, "at least one of"),
        ({"stance": "pro-mars"}, "/stance"),
        ({"annotator": ""}, "/annotator"),
        ({"unknown": 1}, "/unknown"),
        ({"item": {"text": "a\0b"}}, "U+0000"),
        ({"note": "x" * 5001}, "/note"),
    ],
)
def test_bad_corrections_are_refused_by_name(client: TestClient, change: dict[str, Any], told: str) -> None:
    good = {"item": {"text": QUOTE}, "stance": "neutral", "annotator": "anna"}
    answer = client.post("/v1/corrections", json=good | change)
    assert answer.status_code == 422
    assert told in answer.text
    assert client.get("/v1/corrections").json()["corrections"] == []


def test_a_prediction_of_another_quote_is_refused(client: TestClient) -> None:
    shown = client.post("/v1/classify", json={"items": [{"text": "Another."}]}).json()["results"][0]
    answer = client.post(
        "/v1/corrections", json={"item": {"text": QUOTE}, "shown": shown, "stance": "neutral", "annotator": "anna"}
    )
    assert answer.status_code == 422
    assert "another quote" in answer.text


@pytest.mark.parametrize("path", ["", "/export", "/conflicts", "/erasures"])
def test_only_admins_read_what_others_said(client: TestClient, path: str) -> None:
    assert client.get(f"/v1/corrections{path}", headers=cast("FastAPI", client.app).state.reader).status_code == 403
    assert client.get(f"/v1/corrections{path}").status_code == 200


def test_erasing_asks_for_exactly_one_target_and_says_where_nothing_is_left(client: TestClient) -> None:
    asked = {"reason": "asked", "requested_by": "clerk"}
    assert client.post("/v1/corrections/erasures", json=asked).status_code == 422
    assert client.post("/v1/corrections/erasures", json=asked | {"annotator": "nobody"}).status_code == 404
    client.post("/v1/corrections", json={"item": {"text": QUOTE}, "stance": "neutral", "annotator": "anna"})
    erased = client.post("/v1/corrections/erasures", json=asked | {"annotator": "anna"})
    assert (erased.status_code, erased.json()["count"], len(erased.json()["erasures"])) == (201, 1, 1)
    assert client.get("/v1/corrections/export").text == ""


def test_a_database_that_cannot_be_opened_is_warned_of_at_the_start(
    tmp_path: Path, classifier: Classifier, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "text").write_text("This is no database. " * 100)
    for file, said in (("text", "file is not a database"), ("none/c.sqlite3", "is not a folder")):
        caplog.clear()
        with TestClient(create_app(classifier, Settings(corrections=f"sqlite:///{tmp_path}/{file}"))):
            for _ in range(500):
                if caplog.text:
                    break
                threading.Event().wait(0.01)
        assert "corrections cannot be kept" in caplog.text
        assert said in caplog.text


def test_no_database_file_is_made_before_the_first_correction(tmp_path: Path, classifier: Classifier) -> None:
    file = tmp_path / "late.sqlite3"
    with TestClient(create_app(classifier, Settings(corrections=f"sqlite:///{file}")), LOOPBACK) as client:
        client.post("/v1/classify", json={"items": [{"text": QUOTE}]})
        assert not file.exists()
