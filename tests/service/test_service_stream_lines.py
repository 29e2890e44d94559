"""Lines of a stream that cannot be answered: each is told in its place, with its id."""

import httpx
import pytest

from tests.service.conftest import Serve
from tests.service.fakes import POISON
from tests.service.test_service_stream import ndjson, results


def test_errors_stand_in_their_lines(serve: Serve) -> None:
    api = serve(max_line_bytes=300, max_text_chars=100)
    body = ndjson(
        {"text": "a"}, b"{nope", {"text": 5}, b"", {"text": POISON}, {"text": "x" * 101}, b"[" * 301, {"text": "z"}
    )
    answers = results(api.post("/v1/classify/stream", content=body))
    assert [one["status"] for one in answers] == ["ok", *["error"] * 5, "ok"]
    details = [one["error"]["detail"] for one in answers[1:6]]
    assert details[0].startswith("line 2: ")
    assert details[1] == "line 3: /text: must be a text"
    assert details[3].startswith("line 6: text has 101 characters")
    assert details[4].startswith("line 7: is longer than 300 bytes; shorten it")
    assert [one["error"]["type"].rpartition(":")[2] for one in answers[1:6]] == [
        "bad-json",
        "invalid",
        "inference-failed",
        "too-large",
        "too-large",
    ]


@pytest.mark.parametrize("identity", [True, 1.5, [], {}])
def test_an_id_of_another_kind_is_named_in_one_message(api: httpx.Client, identity: object) -> None:
    [answer] = results(api.post("/v1/classify/stream", content=ndjson({"id": identity, "text": "a"})))
    assert answer["error"]["detail"] == "line 1: /id: must be a text or a whole number"
    whole = api.post("/v1/articles", json={"articles": [{"id": identity, "text": "a"}]}).json()
    assert whole["errors"] == [{"index": 0, "pointer": "/articles/0/id", "detail": "must be a text or a whole number"}]


def test_a_line_says_what_is_wrong_with_it_and_where(api: httpx.Client) -> None:
    body = ndjson({"text": "a", "body": 1}, 5, {"id": 7, "text": "a"})
    *wrong, good = results(api.post("/v1/classify/stream", content=body))
    assert [one["error"]["detail"] for one in wrong] == [
        "line 1: /body: is not a known field",
        "line 2: must be an object",
    ]
    assert (good["id"], good["status"]) == ("7", "ok")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ({"text": 5, "id": "a"}, "a"),
        ({"text": "a", "id": 7, "body": 1}, "7"),
        ({"text": "x" * 10_001, "id": "a"}, "a"),
        (b'{"id": "a", "text": "We wa', "a"),
        (b'{"id": "a", "text": "\xff"}', None),
        (b'["a"]', None),
        ({"text": "a", "id": True}, None),
    ],
)
@pytest.mark.parametrize("path", ["/v1/classify/stream", "/v1/articles/stream"])
def test_a_line_that_fails_keeps_its_id_where_it_can_be_read(
    serve: Serve, path: str, line: object, name: str | None
) -> None:
    api = serve(max_article_chars=10_000)
    [answer] = results(api.post(path, content=ndjson(line)))
    assert (answer["status"], answer["id"]) == ("error", name)


def test_empty_lines_have_no_answer_and_are_counted(api: httpx.Client) -> None:
    answers = results(api.post("/v1/classify/stream", content=b'\n{"text": "a"}\n \r\n\n{nope\n'))
    assert [one["status"] for one in answers] == ["ok", "error"]
    assert answers[1]["error"]["detail"].startswith("line 5: ")


def test_a_byte_order_mark_at_the_start_is_passed_over(api: httpx.Client) -> None:
    mark = "\ufeff".encode()
    first, second = results(api.post("/v1/classify/stream", content=mark + ndjson({"text": "a"}) + mark + b"{}\n"))
    assert (first["status"], first["quote"]["text"]) == ("ok", "a")
    assert second["error"]["type"].endswith("bad-json")
