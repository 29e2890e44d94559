"""What the corrections routes refuse, and in which words."""

import datetime as dt
import json
import time
from pathlib import Path

import httpx
import pytest

from service.security.keys import new_key
from tests.service.conftest import Serve, until
from training.imports.check import check
from training.imports.rows import Raw

QUOTE = "We shall hold the bridge,"


@pytest.fixture
def client(serve: Serve, tmp_path: Path) -> httpx.Client:
    return serve(corrections=f"sqlite:///{tmp_path}/c.sqlite3")


def test_a_correction_that_was_answered_is_no_request_whose_client_went_away(client: httpx.Client) -> None:
    for number in range(3):
        sent = {"item": {"text": f"We wait {number}."}, "stance": "neutral", "annotator": "anna"}
        assert client.post("/v1/corrections", json=sent).status_code == 201
    counted = 'quotestance_http_requests_total{route="/v1/corrections",status="201"} 3.0'
    until(lambda: counted in client.get("/metrics").text)
    assert "quotestance_dropped_requests_total 0.0" in client.get("/metrics").text


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("GET", "/export"), ("GET", "/conflicts"), ("POST", "/erasures"), ("GET", "/erasures")],
)
def test_who_may_not_read_corrections_is_told_so_before_the_database_is_opened(
    serve: Serve, tmp_path: Path, method: str, path: str
) -> None:
    (key, line), file, database = new_key("desk"), tmp_path / "keys", tmp_path / "c.sqlite3"
    file.write_text(line)
    asked = {"id": 1, "reason": "asked", "requested_by": "clerk"} if method == "POST" else None
    api = serve(api_keys=file, corrections=f"sqlite:///{database}")
    assert api.request(method, f"/v1/corrections{path}", json=asked, headers={"X-API-Key": key}).status_code == 403
    assert not database.exists()


@pytest.mark.parametrize("blank", [" ", "…", "\n\t", "“ ”", "\u200b"])
def test_a_quote_in_which_nothing_is_said_is_neither_kept_nor_imported(client: httpx.Client, blank: str) -> None:
    said = "holds no letter and no digit; give the quoted words"
    answer = client.post("/v1/corrections", json={"item": {"text": blank}, "stance": "neutral", "annotator": "anna"})
    assert (answer.status_code, answer.json()["detail"]) == (422, f"/item/text: {said}")
    row = {"text": blank, "stance": "neutral", "stance_text": "neutral", "sentiment": "neutral"}
    found = check([(Path("labels.jsonl"), Raw(3, row))])
    assert found.good == []
    assert [str(problem) for problem in found.bad] == [f"labels.jsonl:3: text: {said}, got {blank!r}"]


def test_what_was_never_shown_is_refused_in_our_words(client: httpx.Client) -> None:
    sent = {"item": {"text": "We wait."}, "shown": {"quote": 1}, "stance": "neutral", "annotator": "anna"}
    answer = client.post("/v1/corrections", json=sent)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("/shown: must be a result as the service gave it: ")
    assert "pydantic" not in answer.text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "\ud800"}, "holds U+D800 at character 0, which cannot be stored"),
        ({"id": "a\0"}, "holds U+0000 at character 1, which cannot be stored"),
        ({"model": {"name": "\ud800", "version": "1"}}, "holds U+D800 at character 0, which cannot be stored"),
        (
            {"context_reliance": float("nan")},
            "holds NaN or Infinity, which cannot be stored; send the numbers that were shown",
        ),
        ({"model": {"name": "m", "version": "1\0"}}, "holds U+0000 at character 1, which cannot be stored"),
        ({"model": {"name": "m", "version": "1" * 301}}, "model.version must hold at most 300 characters, got 301"),
    ],
)
def test_a_prediction_that_no_database_takes_is_refused(
    client: httpx.Client, change: dict[str, object], said: str
) -> None:
    [shown] = client.post("/v1/classify", json={"items": [{"text": "We wait."}]}).json()["results"]
    sent = {"item": {"text": "We wait."}, "shown": shown, "stance": "neutral", "annotator": "anna"}
    assert client.post("/v1/corrections", json=sent).status_code == 201
    body = json.dumps(sent | {"shown": shown | change})  # the client's own writer refuses lone surrogates
    answer = client.post("/v1/corrections", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["detail"]) == (422, f"/shown: {said}")


def test_a_misspelt_filter_is_refused_and_not_passed_over(client: httpx.Client) -> None:
    answer = client.get("/v1/corrections", params={"anotator": "anna"})
    assert answer.status_code == 422
    assert "unknown query parameter 'anotator'; known here: after, annotator, " in answer.json()["detail"]
    assert client.get("/v1/corrections/export", params={"annotator": "anna", "format": "csv"}).status_code == 200


def test_a_dry_run_counts_and_erases_nothing(client: httpx.Client) -> None:
    for text in (QUOTE, "The bridge is theirs."):
        client.post("/v1/corrections", json={"item": {"text": text}, "stance": "neutral", "annotator": "anna"})
    asked = {"reason": "asked", "requested_by": "clerk", "containing": "bridge", "dry_run": True}
    dry = client.post("/v1/corrections/erasures", json=asked)
    assert (dry.status_code, dry.json()) == (200, {"erasures": [], "count": 2, "dry_run": True})
    assert len(client.get("/v1/corrections/export").text.splitlines()) == 2
    none = client.post("/v1/corrections/erasures", json=asked | {"containing": "harbour"})
    assert (none.status_code, none.json()["count"]) == (200, 0)
    assert client.get("/v1/corrections/erasures").json() == {"erasures": []}


@pytest.mark.parametrize("odd", [{"dry_run": "yes"}, {"dry_run": 0}, {"containing": 12345}, {"containing": None}])
def test_an_erasure_is_asked_for_in_so_many_words(client: httpx.Client, odd: dict[str, object]) -> None:
    client.post("/v1/corrections", json={"item": {"text": QUOTE}, "stance": "neutral", "annotator": "anna"})
    asked = {"reason": "asked", "requested_by": "clerk", "containing": "bridge"}
    assert client.post("/v1/corrections/erasures", json=asked | odd).status_code == 422
    assert client.get("/v1/corrections").json()["corrections"][0]["text"] == QUOTE


@pytest.mark.parametrize("few", ["e", "", "  e \n", "ab"])
def test_so_few_characters_that_all_would_be_erased_are_refused(client: httpx.Client, few: str) -> None:
    client.post("/v1/corrections", json={"item": {"text": QUOTE}, "stance": "neutral", "annotator": "anna"})
    asked = {"reason": "asked", "requested_by": "clerk", "containing": few}
    for dry_run in (False, True):
        answer = client.post("/v1/corrections/erasures", json=asked | {"dry_run": dry_run})
        assert answer.status_code == 422
        assert answer.json()["detail"].startswith("/containing: must hold at least 3 characters")
    assert client.get("/v1/corrections").json()["corrections"][0]["text"] == QUOTE


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("after=999999999999999999999", "/query/after"),
        ("after=-1", "/query/after"),
        ("since=0001-01-01T00:00:00%2B14:00", "/query/since"),
        ("until=9999-12-31T23:59:59-01:00", "/query/until"),
        ("annotator=%00", "/query/annotator"),
    ],
)
def test_numbers_and_times_beyond_all_bounds_are_refused_by_name(client: httpx.Client, query: str, named: str) -> None:
    answer = client.get(f"/v1/corrections?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, named)


@pytest.mark.parametrize("number", [10**20, 0, -1, True, "1", 1.0])
def test_a_number_that_no_correction_has_is_refused(client: httpx.Client, number: object) -> None:
    client.post("/v1/corrections", json={"item": {"text": QUOTE}, "stance": "neutral", "annotator": "anna"})
    asked = {"reason": "asked", "requested_by": "clerk", "id": number}
    answer = client.post("/v1/corrections/erasures", json=asked)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/id")
    assert client.get("/v1/corrections").json()["corrections"][0]["text"] == QUOTE


@pytest.mark.parametrize("context", ["A resident spoke of the harbour.", "We shall hold the bridges"])
def test_a_quote_that_its_context_does_not_hold_is_refused(client: httpx.Client, context: str) -> None:
    sent = {"item": {"text": QUOTE, "context": context}, "stance": "neutral", "annotator": "anna"}
    answer = client.post("/v1/corrections", json=sent)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(f"/item: the quote must stand verbatim in its context, got {QUOTE!r}; ")
    assert client.get("/v1/corrections").json()["corrections"] == []


@pytest.mark.parametrize(
    "context", [None, " ", f"“{QUOTE}” a resident said.", "'We  shall hold\nthe bridge,' he said."]
)
def test_what_the_service_takes_is_good_for_training(client: httpx.Client, context: str | None) -> None:
    judged = {"stance": "neutral", "stance_text": "neutral", "sentiment": "neutral", "annotator": "anna"}
    sent = client.post("/v1/corrections", json=judged | {"item": {"text": QUOTE, "context": context}})
    assert sent.status_code == 201
    rows = [Raw(1, json.loads(line)) for line in client.get("/v1/corrections/export").text.splitlines()]
    found = check((Path("corrections.jsonl"), row) for row in rows)
    assert (len(found.good), found.bad, found.astray) == (1, [], [])


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_an_export_has_a_file_s_name(kind: str, client: httpx.Client) -> None:
    headers = client.get(f"/v1/corrections/export?format={kind}").headers
    assert headers["content-disposition"] == f'attachment; filename="corrections.{kind}"'


def test_what_was_classified_can_be_corrected_as_it_was_sent(client: httpx.Client) -> None:
    item = {"id": 7, "text": "We wait.", "context": "", "speaker": ""}
    assert client.post("/v1/classify", json={"items": [item]}).status_code == 200
    answer = client.post("/v1/corrections", json={"item": item, "stance": "neutral", "annotator": " anna "})
    assert answer.status_code == 201
    kept = answer.json()
    assert (kept["item_id"], kept["context"], kept["speaker_given"], kept["annotator"]) == ("7", None, None, "anna")


@pytest.mark.parametrize(
    ("field", "value"), [("annotator", "  "), ("speaker", " "), ("settles", "yes"), ("settles", 1)]
)
def test_blanks_are_no_names_and_words_no_switches(client: httpx.Client, field: str, value: object) -> None:
    sent = {"item": {"text": "We wait."}, "stance": "neutral", "annotator": "anna", field: value}
    answer = client.post("/v1/corrections", json=sent)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"/{field}")


def test_a_time_without_a_zone_is_utc(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.post("/v1/corrections", json={"item": {"text": QUOTE}, "stance": "neutral", "annotator": "anna"})
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        soon = (dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S")
        assert client.get("/v1/corrections", params={"since": soon}).json()["corrections"] == []
        assert len(client.get("/v1/corrections", params={"until": soon}).json()["corrections"]) == 1
    finally:
        monkeypatch.undo()
        time.tzset()
