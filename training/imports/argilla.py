"""Argilla's exports of records, in three shapes.

    responses {question: [{value, user_id}]}                  records.to_json of version 2
    responses [{values {question: {value}}, user_id, status}] version 1 and the server
    "stance.responses": [...], "stance.responses.users"       records exported as a flat data set

Name the questions `stance`, `stance_text`, `sentiment`, `kind`, `speaker`, and the fields `text`, `context`.
"""

from collections import defaultdict

from training.imports.raw import Fields

SUFFIX = ".responses"


def answers(record: Fields) -> list[Fields]:
    """Return one flat row for each annotator who submitted an answer to a record."""
    given = record.get("responses")
    fields = record.get("fields") or {name: value for name, value in record.items() if isinstance(value, str)}
    if isinstance(given, list):
        by_person = {
            str(one.get("user_id")): {name: answer["value"] for name, answer in (one.get("values") or {}).items()}
            for one in given
            if _submitted(one.get("status"))
        }
    else:
        by_person = _by_person(given) if given is not None else _flat(record)
    return [{**fields, **found, "annotator": person} for person, found in by_person.items()]


def _submitted(status: str | None) -> bool:
    """Tell an answer that counts from a draft or one that was discarded; where no status is given, all count."""
    return (status or "submitted") == "submitted"


def _by_person(given: Fields) -> dict[str, Fields]:
    people: dict[str, Fields] = defaultdict(dict)
    for question, responses in given.items():
        for one in responses or []:
            if _submitted(one.get("status")):
                people[str(one.get("user_id"))][question] = one["value"]
    return people


def _flat(record: Fields) -> dict[str, Fields]:
    people: dict[str, Fields] = defaultdict(dict)
    for name in [name for name in record if name.endswith(SUFFIX)]:
        values = record[name] or []
        users = record.get(f"{name}.users") or [str(number) for number in range(len(values))]
        status = record.get(f"{name}.status") or ["submitted"] * len(values)
        for value, user, state in zip(values, users, status, strict=True):
            if _submitted(state):
                people[str(user)][name.removesuffix(SUFFIX)] = value
    return people
