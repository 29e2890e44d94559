"""What the operations page tells of errors is what comes, and what alerts watch is there."""

import re
from pathlib import Path

import httpx

from service.errors.problems import Reason

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
TOLD = {row[1] + row[2]: row[2] for row in re.finditer(r"^\| (.*?) \| (.*?) \|$", PAGE, re.MULTILINE)}


def told(status: int, reason: str) -> bool:
    """Say whether the table lists the reason, in a row of that status."""
    return any(re.search(rf"\b{status} [^|]*`{reason}`", answer) for answer in TOLD.values())


def test_every_reason_is_listed() -> None:
    assert [reason for reason in Reason if not any(f"`{reason}`" in answer for answer in TOLD.values())] == []


def test_what_comes_is_listed_with_its_status(api: httpx.Client) -> None:
    body = {"items": [{"text": "a"}]}
    answers = [
        api.post("/v1/classify", json=body, headers={"X-Request-Timeout": "soon"}),
        api.post("/v1/classify", content=b"{", headers={"Content-Type": "application/json"}),
        api.post("/v1/classify", content=b"{}"),
        api.post("/v1/classify", json={"items": [{"text": "x" * 10_001}]}),
        api.post("/v1/classify?veiw=text", json=body),
        api.get("/v1/classify"),
        api.get("/v1/nothing"),
        api.get("/v1/model/shadow"),
    ]
    found = [(one.status_code, one.json()["type"].rpartition(":")[2]) for one in answers]
    assert [status for status, _ in found] == [400, 400, 415, 413, 422, 405, 404, 404]
    assert [one for one in found if not told(*one)] == []


def test_every_series_is_there_from_the_start(api: httpx.Client) -> None:
    table = re.search(r"^\| series .*?\n\n", PAGE, re.MULTILINE | re.DOTALL)
    assert table
    cells = re.findall(r"^\| (`.*?) \|", table[0], re.MULTILINE)
    names = {name for cell in cells for name in re.findall(r"`(\w+)(?:\.\.\.)?`", cell)} - {"shadow_quotes_total"}
    assert len(names) > 20
    shown = api.get("/metrics").text
    assert [name for name in sorted(names) if not re.search(rf"^quotestance_{name}", shown, re.MULTILINE)] == []


def test_alerts_watch_series_and_reasons_that_there_are(api: httpx.Client) -> None:
    alerts = (Path(__file__).parents[2] / "deploy" / "alerts.yml").read_text("utf-8")
    names, series = set(re.findall(r"\bquotestance_\w+", alerts)), api.get("/metrics").text
    assert [name for name in sorted(names) if not re.search(rf"^{name}[ {{]", series, re.MULTILINE)] == []
    listed = "|".join(re.findall(r'reason=~?"([^"]+)"', alerts)).split("|")
    assert set(listed) <= set(Reason)
    assert len(names) > 1
    assert len(listed) > 1
