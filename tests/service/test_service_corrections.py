"""What the corrections routes refuse, and in which words."""

from pathlib import Path

import httpx
import pytest

from tests.service.conftest import Serve
from training.imports.check import check
from training.imports.rows import Raw


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
