"""Exports of the tools that people label in: every shape gives the row that the annotator meant."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.training.test_imports import CONTEXT, GOOD, TEXT, checked, jsonl


def label_studio(stance: str, person: object = 7, **annotation: Any) -> dict[str, Any]:
    choices = {"stance": stance, "stance_text": "neutral", "sentiment": "Positive"}
    result = [{"from_name": n, "type": "choices", "value": {"choices": [v]}} for n, v in choices.items()]
    given = {"id": 1, "completed_by": person, "was_cancelled": False, "result": result} | annotation
    return {"id": 1, "data": {"text": TEXT, "context": CONTEXT}, "annotations": [given]}


ARGILLA = {
    "json": {
        "id": "a", "status": "completed", "fields": {"text": TEXT, "context": CONTEXT},
        "responses": {
            "stance": [{"value": "neutral", "user_id": "u1"}],
            "stance_text": [{"value": "neutral", "user_id": "u1"}],
            "sentiment": [{"value": "positive", "user_id": "u1"}],
        },
    },
    "server": {
        "fields": {"text": TEXT, "context": CONTEXT},
        "responses": [
            {
                "user_id": "u1", "status": "submitted",
                "values": {name: {"value": GOOD[name]} for name in ("stance", "stance_text", "sentiment")},
            },
            {"user_id": "u2", "status": "discarded", "values": {"stance": {"value": "pro-kyiv"}}},
        ],
    },
    "flat": {
        "text": TEXT, "context": CONTEXT, "stance.responses": ["neutral"], "stance.responses.users": ["u1"],
        "stance.responses.status": ["submitted"], "stance_text.responses": ["neutral"],
        "stance_text.responses.users": ["u1"], "sentiment.responses": ["positive"], "sentiment.responses.users": ["u1"],
    },
}  # fmt: skip


@pytest.mark.parametrize("shape", ARGILLA)
def test_every_shape_of_argilla_export_gives_the_same_row(tmp_path: Path, shape: str) -> None:
    found = checked(jsonl(tmp_path / "a.jsonl", ARGILLA[shape]))
    assert found.bad == []
    [row] = found.good
    assert (row.quote, row.paragraph, row.stance, row.sentiment) == (TEXT, CONTEXT, "neutral", "positive")


def argilla(shape: str, status: str | None) -> dict[str, Any]:
    asked, told = ("stance", "stance_text", "sentiment"), {"user_id": "u1", "status": status}
    fields = {"text": TEXT, "context": CONTEXT}
    if shape == "flat":
        flat = {f"{name}.responses": [GOOD[name]] for name in asked}
        return fields | flat | {f"{name}.responses.status": [status] for name in asked}
    if shape == "json":
        return {"fields": fields, "responses": {name: [{"value": GOOD[name]} | told] for name in asked}}
    return {"fields": fields, "responses": [told | {"values": {name: {"value": GOOD[name]} for name in asked}}]}


@pytest.mark.parametrize("shape", ARGILLA)
def test_an_answer_without_a_status_is_taken_and_a_draft_is_not(tmp_path: Path, shape: str) -> None:
    taken = checked(jsonl(tmp_path / "a.jsonl", argilla(shape, None)))
    assert ([one.stance for one in taken.good], taken.bad) == (["neutral"], [])
    assert checked(jsonl(tmp_path / "b.jsonl", argilla(shape, "draft"))).good == []


def test_label_studio_annotations_come_one_row_each_without_the_cancelled(tmp_path: Path) -> None:
    task = label_studio("Pro_Kyiv", {"id": 3, "email": "anna@example.org"})
    task["annotations"] += label_studio("neutral", was_cancelled=True)["annotations"]
    file = tmp_path / "export.json"
    file.write_text(json.dumps([task], indent=2), "utf-8")
    [row] = checked(file).good
    assert (row.stance, row.sentiment) == ("pro-kyiv", "positive")


def test_what_else_a_labelling_interface_asks_is_passed_over(tmp_path: Path) -> None:
    task = label_studio("neutral")
    result = task["annotations"][0]["result"]
    result += [{"from_name": "sure", "type": "rating", "value": {"rating": 3}}]
    result += [{"from_name": "speaker", "type": "textarea", "value": {"text": []}}]
    result += [{"from_name": "topic", "type": "taxonomy", "value": {"taxonomy": [["war", "supplies"]]}}]
    result += [{"from_name": "who", "type": "labels", "value": {"start": 0, "end": 2, "text": "We", "labels": ["PER"]}}]
    result += [{"type": "relation", "from_id": "a", "to_id": "b"}]
    found = checked(jsonl(tmp_path / "a.jsonl", task))
    assert found.bad == []
    assert [(row.stance, row.sure, row.speaker) for row in found.good] == [("neutral", 3, "")]
