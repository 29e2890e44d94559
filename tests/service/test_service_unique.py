"""A key that stands twice in one object is refused, wherever it stands."""

import json

import httpx
import pytest

ERASURE = '{"annotator": "anna", "requested_by": "bo", "reason": "asked", "annotator": "ben"}'


@pytest.mark.parametrize(
    ("path", "body", "key"),
    [
        ("/v1/classify", '{"items": [{"text": "a"}], "items": [{"text": "b"}]}', "items"),
        ("/v1/classify", '{"items": [{"text": "a"}, {"text": "b", "context": null, "text": "c"}]}', "text"),
        ("/v1/classify", '{"items": [{"text": "a", "t\\u0065xt": "b"}]}', "text"),
        ("/v1/classify", '{"items": [{"text": "a"}], "' + "n" * 99 + '": 1, "' + "n" * 99 + '": 1}', "n" * 40),
        ("/v1/articles", '{"articles": [{"text": "a", "text": "a"}]}', "text"),
        (
            "/v1/corrections",
            '{"item": {"text": "a"}, "stance": "neutral", "annotator": "a", "stance": "neutral"}',
            "stance",
        ),
        ("/v1/corrections/erasures", ERASURE, "annotator"),
    ],
)
def test_a_doubled_key_is_named(api: httpx.Client, path: str, body: str, key: str) -> None:
    answer = api.post(path, content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:quotestance:problem:invalid")
    assert answer.json()["detail"] == f"the key '{key}' is given more than once in one object"
    assert len(answer.json()["errors"]) == 1


def test_a_doubled_key_of_a_stream_is_named_in_its_line(api: httpx.Client) -> None:
    lines = ['{"text": "a", "id": 1}', '{"text": "b", "id": 2, "text": "c"}', '{"text": "d", "id": 3}']
    answers = [json.loads(line) for line in api.post("/v1/classify/stream", content="\n".join(lines)).text.splitlines()]
    assert [(one["status"], one["id"]) for one in answers] == [("ok", "1"), ("error", "2"), ("ok", "3")]
    assert answers[1]["error"] == {
        "type": "urn:quotestance:problem:invalid",
        "detail": "line 2: the key 'text' is given more than once in one object",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32-le"])
def test_a_body_is_read_in_any_encoding_of_unicode(api: httpx.Client, encoding: str) -> None:
    body = json.dumps({"items": [{"text": "“Так”"}]}, ensure_ascii=False).encode(encoding)
    answer = api.post("/v1/classify", content=body, headers={"Content-Type": "application/json"})
    assert answer.json()["results"][0]["quote"]["text"] == "“Так”"
