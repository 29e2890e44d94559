"""Label Studio's JSON export: tasks with annotations, each a list of results named as in the labelling interface.

Name the choices `stance`, `stance_text`, `sentiment` and `kind`, a text area `speaker`, and the data `text`, `context`.
"""

from typing import Any

Fields = dict[str, Any]


def answers(task: Fields) -> list[Fields]:
    """Return one flat row for each annotation of a task that was not cancelled."""
    data = {name: value for name, value in task["data"].items() if isinstance(value, str | int)}
    given = task.get("annotations") or task.get("completions") or []
    return [data | _answer(annotation) for annotation in given if not annotation.get("was_cancelled")]


def _answer(annotation: Fields) -> Fields:
    found = {result["from_name"]: _value(result["value"]) for result in annotation["result"]}
    return found | {"annotator": _person(annotation.get("completed_by")), "note": annotation.get("note")}


def _value(value: Fields) -> str:
    [given] = [held for key, held in value.items() if key in {"choices", "text", "labels"}]
    if isinstance(given, list):
        if len(given) != 1:
            raise ValueError(f"exactly one answer is expected, got {given}")
        return str(given[0])
    return str(given)


def _person(completed_by: Any) -> str | None:
    if isinstance(completed_by, dict):
        return str(completed_by.get("email") or completed_by.get("id"))
    return None if completed_by is None else str(completed_by)
