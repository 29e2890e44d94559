"""Label Studio's JSON export: tasks with annotations, each a list of results named as in the labelling interface.

Name the choices `stance`, `stance_text`, `sentiment` and `kind`, a text area `speaker`, a rating `sure`, and the data
`text`, `context`. What else an interface asks, or ties together, is passed over.
"""

from typing import Any

from training.imports.raw import JUDGED, Fields

ASKED = {*JUDGED, "kind", "side", "speaker", "sure"}
HELD = {"choices", "text", "labels", "rating", "number"}  # what a value may hold its answer as


def answers(task: Fields) -> list[Fields]:
    """Return one flat row for each annotation of a task that was not cancelled."""
    data = {name: value for name, value in task["data"].items() if isinstance(value, str | int)}
    given = task.get("annotations") or task.get("completions") or []
    return [data | _answer(annotation) for annotation in given if not annotation.get("was_cancelled")]


def _answer(annotation: Fields) -> Fields:
    results = [result for result in annotation["result"] if result.get("from_name") in ASKED]
    found = {result["from_name"]: _value(result["value"]) for result in results}
    return found | {"annotator": _person(annotation.get("completed_by")), "note": annotation.get("note")}


def _value(value: Fields) -> str | None:
    """Return the one answer, None for a text area that was emptied."""
    given = [one for key, held in value.items() if key in HELD for one in (held if isinstance(held, list) else [held])]
    if len(given) > 1:
        raise ValueError(f"exactly one answer is expected, got {given}")
    return str(given[0]) if given else None


def _person(completed_by: Any) -> str | None:
    if isinstance(completed_by, dict):
        return str(completed_by.get("email") or completed_by.get("id"))
    return None if completed_by is None else str(completed_by)
