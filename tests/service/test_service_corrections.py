"""What the corrections routes refuse, and in which words."""

from pathlib import Path

import httpx
import pytest

from tests.service.conftest import Serve
from training.imports.check import check
from training.imports.rows import Raw

QUOTE = "We shall hold the bridge,"


@pytest.fixture
def client(serve: Serve, tmp_path: Path) -> httpx.Client:
    return serve(corrections=f"sqlite:///{tmp_path}/c.sqlite3")


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


@pytest.mark.parametrize("number", [10**20, 0, -1])
def test_a_number_that_no_correction_has_is_refused(client: httpx.Client, number: int) -> None:
    asked = {"reason": "asked", "requested_by": "clerk", "id": number}
    answer = client.post("/v1/corrections/erasures", json=asked)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/id")
