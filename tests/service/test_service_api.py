"""What callers of /v1/classify, /v1/articles and /v1/model are promised."""

import io
import json
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from model import read_article
from model.classifier import Classifier
from model.serial import to_dict
from model.types import Utterance
from tests.service.conftest import Serve
from tests.service.fakes import POISON, FakeEngine

ARTICLE = "“We will hold the town,” the Ukrainian governor, Ivan Petrenko, said. “😀 It is ours.”"


def classify(api: httpx.Client, *items: Any, **more: Any) -> httpx.Response:
    return api.post("/v1/classify", json={"items": list(items), **more})


def test_results_come_in_order_and_equal_the_offline_ones(api: httpx.Client, classifier: Classifier) -> None:
    texts = [f"Sentence number {number} " + "and more " * (number % 9) for number in range(40)]
    items = [{"id": str(number), "text": text, "context": f"“{text}” he said."} for number, text in enumerate(texts)]
    results = classify(api, *items, view="both").json()["results"]
    offline = classifier.classify([Utterance(**item) for item in items], "both")
    assert results == [to_dict(prediction) | {"status": "ok"} for prediction in offline]


def test_an_article_gives_its_quotes_with_offsets_in_characters(api: httpx.Client, classifier: Classifier) -> None:
    response = api.post("/v1/articles", json={"articles": [{"id": 7, "text": ARTICLE}, {"text": "No quotes."}]})
    first, second = response.json()["results"]
    assert first["quotes"] == [to_dict(p) | {"status": "ok"} for p in read_article(ARTICLE, classifier)]
    assert [ARTICLE[one["quote"]["start"] : one["quote"]["end"]] for one in first["quotes"]] == [
        "We will hold the town,",
        "😀 It is ours.",
    ]
    assert [one["id"] for one in first["quotes"]] == ["1", "2"]
    assert (first["id"], first["status"]) == ("7", "ok")
    assert (second["id"], second["quotes"], second["status"]) == (None, [], "ok")


def test_an_article_is_read_with_the_sides_of_its_day(api: httpx.Client) -> None:
    text = "“The buses leave at noon,” said the mayor of Makiivka."
    body = {"articles": [{"text": text, "date": "2013-05-01"}, {"text": text, "date": "2015-05-01"}]}
    results = api.post("/v1/articles", json=body).json()["results"]
    assert [one["quotes"][0]["speaker"]["side"] for one in results] == ["ukraine", "russia"]


@pytest.mark.parametrize(
    "date", [0, "1398902400", "20140501", "2014-W18-4", "2014-13-01", "2014-05-01T00:00:00", "today"]
)
def test_a_date_that_is_none_is_refused_by_name(api: httpx.Client, date: object) -> None:
    response = api.post("/v1/articles", json={"articles": [{"text": ARTICLE, "date": date}]})
    assert response.status_code == 422
    assert response.json()["detail"] == f"/articles/0/date: must be a day, YYYY-MM-DD, got {date!r}"


def test_one_bad_item_never_fails_its_batch_mates(api: httpx.Client) -> None:
    items = [{"id": str(number), "text": POISON if number == 5 else f"word {number}"} for number in range(12)]
    response = classify(api, *items)
    statuses = [result["status"] for result in response.json()["results"]]
    assert response.status_code == 200
    assert statuses == ["ok"] * 5 + ["error"] + ["ok"] * 6
    bad = response.json()["results"][5]
    assert bad["error"]["type"].endswith("inference-failed")
    assert bad["quote"]["text"] == POISON
    assert "CUDA" not in response.text
    assert "secret" not in response.text


def test_scores_that_are_no_numbers_fail_their_item_and_are_not_remembered(
    api: httpx.Client, engine: FakeEngine
) -> None:
    engine.nan = True
    [result] = classify(api, {"text": "again"}).json()["results"]
    assert (result["status"], result["error"]["type"][-16:]) == ("error", "inference-failed")
    engine.nan = False
    assert classify(api, {"text": "again"}).json()["results"][0]["status"] == "ok"


def test_a_batch_too_large_for_memory_is_split(api: httpx.Client, engine: FakeEngine) -> None:
    engine.fail = lambda rows: MemoryError() if rows > 2 else None
    results = classify(api, *({"text": f"word {number}"} for number in range(9))).json()["results"]
    assert {result["status"] for result in results} == {"ok"}


@pytest.mark.parametrize(
    ("body", "status", "kind", "index"),
    [
        ('{"items": []}', 422, "invalid", None),
        ("{}", 422, "invalid", None),
        ('{"items": [{"text": "a"}, {"text": 5}]}', 422, "invalid", 1),
        ('{"items": [{"text": "a"}, {"text": null}]}', 422, "invalid", 1),
        ('{"items": [{"text": "a"}, {}]}', 422, "invalid", 1),
        ('{"items": [{"text": "a", "colour": "red"}]}', 422, "invalid", 0),
        ('{"items": [{"text": "a"}, {"text": "\\ud800"}]}', 422, "invalid", 1),
        ('{"items": [{"text": "a"}, "b"]}', 422, "invalid", 1),
        ('{"items": [{"text": "a"}], "view": "sideways"}', 422, "invalid", None),
        ('{"items": [{"text": "a"}], "extra": 1}', 422, "invalid", None),
        ('{"items": [', 400, "bad-json", None),
        ("\ufeff{}x", 400, "bad-json", None),
        ('{"items": [{"text": "a"}' + ', {"text": "b"}' * 300 + "]}", 413, "too-large", 256),
        ('{"items": [{"text": "a"}, {"text": "' + "x" * 10_001 + '"}]}', 413, "too-large", 1),
    ],
)
def test_mistakes_are_answered_by_name(api: httpx.Client, body: str, status: int, kind: str, index: int | None) -> None:
    response = api.post("/v1/classify", content=body, headers={"Content-Type": "application/json"})
    problem = response.json()
    assert (response.status_code, problem["status"]) == (status, status)
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"urn:quotestance:problem:{kind}"
    assert problem["request_id"] == response.headers["x-request-id"]
    assert index in {error["index"] for error in problem["errors"]} or (index is None and status == 400)


def test_the_longest_texts_that_are_allowed_are_labelled(api: httpx.Client) -> None:
    text = "😀 “" * 3_333
    result = classify(api, {"text": text, "context": text + "x " * 20_000}).json()["results"][0]
    assert (result["status"], result["truncated"]) == ("ok", True)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/x-ndjson", "text/json", ""])
def test_other_media_types_are_refused(api: httpx.Client, kind: str) -> None:
    response = api.post("/v1/classify", content=b'{"items": [{"text": "a"}]}', headers={"Content-Type": kind})
    assert (response.status_code, response.json()["type"]) == (415, "urn:quotestance:problem:not-json")


@pytest.mark.parametrize(
    "text", ["", " ", "\0", "a\0b", "\u202eabc", "𝕳𝖊𝖑𝖑𝖔", "…", "\u200b" * 50, "نحن هنا", "x" * 10_000]
)
def test_strange_texts_are_labelled_like_any_other(api: httpx.Client, text: str) -> None:
    result = classify(api, {"text": text, "context": f"“{text}” she said."}).json()["results"][0]
    assert (result["status"], result["quote"]["text"]) == ("ok", text)


@pytest.mark.parametrize(("path", "status"), [("/nothing", 404), ("/v1/classify", 405), ("/v1/nothing", 404)])
def test_wrong_paths_and_methods_are_problems_too(api: httpx.Client, path: str, status: int) -> None:
    response = api.get(path)
    assert (response.status_code, response.json()["status"]) == (status, status)
    assert response.headers["content-type"] == "application/problem+json"


def sent_as(how: str, body: bytes) -> bytes | Iterator[bytes]:
    """Return what httpx sends with a Content-Length, in one chunk, or in many."""
    if how == "declared":
        return body
    return iter([body] if how == "one chunk" else [body[at : at + 7] for at in range(0, len(body), 7)])


@pytest.mark.parametrize("how", ["declared", "one chunk", "many chunks"])
def test_a_body_may_have_as_many_bytes_as_are_allowed_and_no_more(serve: Serve, how: str) -> None:
    api, most = serve(max_body_bytes=1000), 1000
    api.headers["Content-Type"] = "application/json"
    body = json.dumps({"items": [{"text": "Київ"}]}, ensure_ascii=False).encode()
    whole, long = (body.ljust(length) for length in (most, most + 1))
    assert api.post("/v1/classify", content=sent_as(how, whole)).status_code == 200
    refused = api.post("/v1/classify", content=sent_as(how, long))
    assert (refused.status_code, refused.json()["type"]) == (413, "urn:quotestance:problem:too-large")
    assert "larger than 1000 bytes" in refused.json()["detail"]


def test_a_body_that_is_declared_too_long_is_refused_before_it_is_sent(serve: Serve) -> None:
    api = serve(max_body_bytes=1000)
    head = (
        b"POST /v1/classify HTTP/1.1\r\nHost: [::1]\r\nContent-Type: application/json\r\nContent-Length: 1001\r\n\r\n"
    )
    with socket.create_connection((api.base_url.host, api.base_url.port or 0), 10) as connection:
        connection.sendall(head)
        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_model_states_engine_and_limits(serve: Serve) -> None:
    answer = serve(max_items=17).get("/v1/model").json()
    assert answer["model"] == {"name": "quotestance", "version": "0.0.fake"}
    assert answer["engine"] == {"name": "fake-cpu", "reason": "a test asked for it"}
    assert answer["limits"]["max_items"] == 17


def test_a_fault_of_ours_shows_nothing_of_its_inside(api: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("service.api.check_items", broken)
    response = classify(api, {"text": "a"})
    assert (response.status_code, response.json()["type"]) == (500, "urn:quotestance:problem:internal")
    assert "secret" not in response.text
    assert response.json()["request_id"] == response.headers["x-request-id"]


def test_a_text_that_cannot_be_read_fails_alone(
    api: httpx.Client, classifier: Classifier, monkeypatch: pytest.MonkeyPatch, logged: io.StringIO
) -> None:
    real = classifier.prepare

    def stumbling(utterance: Utterance, *rest: Any) -> Any:
        if utterance.text == "stumble":
            raise ValueError("a bug in a rule")
        return real(utterance, *rest)

    monkeypatch.setattr(classifier, "prepare", stumbling)
    answer = classify(api, {"text": "a"}, {"id": "b", "text": "stumble"}, {"text": "c"})
    results = answer.json()["results"]
    assert [result["status"] for result in results] == ["ok", "error", "ok"]
    assert (results[1]["id"], results[1]["error"]["type"][-14:]) == ("b", "reading-failed")
    [told] = [line for line in logged.getvalue().splitlines() if "could not be read" in line]
    assert json.loads(told)["request_id"] == answer.headers["x-request-id"]


def test_a_speaker_is_bounded_like_a_quote(api: httpx.Client) -> None:
    assert classify(api, {"text": "a", "speaker": "x" * 10_000}).status_code == 200
    refused = classify(api, {"text": "a", "speaker": "x" * 10_001})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (413, "/items/0/speaker")
