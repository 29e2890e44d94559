"""Ways of asking that other services take or pass over: each gets an answer, or one clear refusal."""

import gzip
import json
import socket
from contextlib import suppress
from itertools import repeat

import httpx
import pytest

from service.protocol import Protocol
from tests.service.conftest import Serve

GOOD = {"text": "a"}
LONG_NAME = {"item": GOOD, "stance": "neutral", "annotator": "x" * 301}


@pytest.mark.parametrize("path", ["/", "/livez", "/readyz", "/docs", "/metrics", "/v1/model", "/static/page.js"])
def test_head_is_answered_like_get_without_a_body(api: httpx.Client, path: str) -> None:
    whole, head = api.get(path), api.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]
    assert api.head("/nothing").status_code == 404
    assert (api.head("/v1/classify").status_code, api.head("/v1/classify").headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("path", ["/", "/static/page.js", "/docs/assets/swagger-ui.css"])
@pytest.mark.parametrize("wanted", ["bytes=9999999-", "bytes=0-9", "bytes=5-1", "lines=1-2", "nonsense"])
def test_a_part_of_a_page_that_is_asked_for_is_the_whole(api: httpx.Client, path: str, wanted: str) -> None:
    answer = api.get(path, headers={"Range": wanted})
    assert (answer.status_code, answer.content) == (200, api.get(path).content)
    assert answer.headers["accept-ranges"] == "none"


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("/", {"GET", "HEAD"}),
        ("/static/page.js", {"GET", "HEAD"}),
        ("/v1/classify", {"POST"}),
        ("/v1/corrections", {"GET", "HEAD", "POST"}),
        ("/v1/model/reload", {"GET", "HEAD", "POST"}),
    ],
)
def test_a_method_that_is_not_taken_is_told_all_that_are(api: httpx.Client, path: str, taken: set[str]) -> None:
    refused = api.put(path)
    assert (refused.status_code, set(refused.headers["allow"].split(", "))) == (405, taken)


def test_a_slash_too_many_leads_nowhere_else(api: httpx.Client) -> None:
    for path in ("/v1/classify/", "/v1/corrections/", "/static"):
        answer = api.post(path, json={"items": [{"text": "a"}]}, follow_redirects=False)
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:quotestance:problem:not-found")


@pytest.mark.parametrize("path", ["/v1/classify", "/v1/classify/stream", "/v1/corrections"])
def test_a_body_in_another_encoding_is_refused_by_its_name(api: httpx.Client, path: str) -> None:
    answer = api.post(path, content=gzip.compress(b"{}"), headers={"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.headers["accept-encoding"]) == (415, "identity")
    assert "Content-Encoding 'gzip' is not taken" in answer.json()["detail"]
    plain = {"Content-Encoding": "identity"}
    assert api.post("/v1/classify", json={"items": [{"text": "a"}]}, headers=plain).status_code == 200


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"[" * 100_000, "the body is nested too deeply"),
        (b'{"items": [{"text": "a", "id": ' + b"9" * 5000 + b"}]}", "a whole number of more than 4300 digits"),
        (b'{"items": ["\xff"]}', "the body is not UTF-8: byte 12 cannot be read"),
    ],
)
def test_what_cannot_be_read_says_why(api: httpx.Client, body: bytes, said: str) -> None:
    answer = api.post("/v1/classify", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:quotestance:problem:bad-json")
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/v1/classify", {"items": []}, "/items: must have at least 1 item, got 0"),
        (
            "/v1/classify",
            {"items": [{"text": "a"}], "view": "x"},
            "/view: must be 'context', 'text' or 'both', got 'x'",
        ),
        ("/v1/classify", {"items": [GOOD], "threshold": "x"}, "/threshold: must be a number, got 'x'"),
        ("/v1/corrections", LONG_NAME, "/annotator: must have at most 300 characters, got 301"),
        ("/v1/corrections", LONG_NAME | {"annotator": " "}, "/annotator: must have at least 1 character, got 0"),
        ("/v1/corrections?limit=0", None, "/query/limit: must be at least 1, got '0'"),
        ("/v1/corrections?current=maybe", None, "/query/current: must be true or false, got 'maybe'"),
        (
            "/v1/corrections?since=2026",
            None,
            "/query/since: must be a date or a time, YYYY-MM-DDTHH:MM:SSZ, got '2026'",
        ),
        ("/v1/corrections?since=x", None, "/query/since: must be a date or a time, YYYY-MM-DDTHH:MM:SSZ, got 'x'"),
    ],
)
def test_rules_are_said_in_plain_words(api: httpx.Client, path: str, body: object, said: str) -> None:
    answer = api.get(path) if body is None else api.post(path, json=body)
    assert (answer.status_code, answer.json()["detail"]) == (422, said)


@pytest.mark.parametrize("path", ["/v1/classify/stream", "/v1/articles/stream"])
def test_half_a_surrogate_pair_in_a_line_is_named_as_in_a_whole_body(api: httpx.Client, path: str) -> None:
    lines = [{"text": "\ud83d", "id": 7}, {"text": "a", "id": "\ud83d"}, {"text": "We wait.", "id": 8}]
    answers = api.post(path, content="\n".join(map(json.dumps, lines))).text.splitlines()
    first, second, third = map(json.loads, answers)
    said = "holds a lone surrogate (U+D83D) at character 0, not valid Unicode"
    assert (first["id"], first["error"]["detail"]) == ("7", f"line 1: /text: {said}")
    assert (second["id"], second["error"]["detail"]) == (None, f"line 2: /id: {said}")
    assert (third["id"], third["status"]) == ("8", "ok")


OFFER = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"


def said_to(api: httpx.Client, *pieces: bytes) -> bytes:
    """Return all that is answered on one connection to what is sent in pieces."""
    with socket.create_connection((api.base_url.host, api.base_url.port or 0), 10) as connection:
        for piece in pieces:
            connection.sendall(piece)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize("path", ["/v1/classify", "/v1/classify/stream"])
def test_an_offer_of_another_protocol_is_passed_over_and_the_body_is_read(api: httpx.Client, path: str) -> None:
    body = b'{"items": [{"text": "We wait."}]}' if path == "/v1/classify" else b'{"text": "We wait."}'
    kind = "Content-Type: application/json\r\n"
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{OFFER}{kind}Content-Length: {len(body)}\r\n\r\n".encode()
    last = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    for pieces in ([head + body + last], [head[:60], head[60:], body, last]):
        answered = said_to(api, *pieces)
        assert answered.count(b"HTTP/1.1 200 OK") == 2
        assert answered.count(b'"text":"We wait."') == 1
        assert answered.endswith(b'{"status":"alive"}')


@pytest.mark.parametrize(
    ("version", "wish"), [("1.0", "Upgrade"), ("1.0", "keep-alive, Upgrade"), ("1.1", "close, Upgrade")]
)
def test_an_offer_on_a_connection_that_is_to_close_is_answered(api: httpx.Client, version: str, wish: str) -> None:
    body = b'{"items": [{"text": "We wait."}]}'
    offer = f"Host: localhost\r\nConnection: {wish}\r\nUpgrade: h2c\r\nContent-Type: application/json\r\n"
    head = f"POST /v1/classify HTTP/{version}\r\n{offer}Content-Length: {len(body)}\r\n\r\n".encode()
    for pieces in ([head + body], [head, body]):
        answered = said_to(api, *pieces)
        assert answered.startswith(b"HTTP/1.1 200 OK")
        assert answered.count(b'"text":"We wait."') == 1


def test_any_number_of_offers_in_one_piece_is_passed_over(api: httpx.Client) -> None:
    head = "GET /livez HTTP/1.1\r\nHost: localhost\r\n"
    asked = f"{head}{OFFER}\r\n" * 1500 + f"{head}Connection: close\r\n\r\n"
    assert said_to(api, asked.encode()).count(b"HTTP/1.1 200 OK") == 1501


def test_what_is_no_http_is_refused(api: httpx.Client) -> None:
    for nonsense in (b"hello\r\n\r\n", b"CONNECT a:443 HTTP/1.1\r\nHost: localhost\r\n\r\n"):
        assert said_to(api, nonsense).startswith(b"HTTP/1.1 400 ")


def test_no_more_requests_wait_on_a_connection_than_came_in_one_piece(
    api: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, complete = list[int](), Protocol.on_response_complete

    def noted(self: Protocol) -> None:
        waiting.append(len(self.pipeline))
        complete(self)

    monkeypatch.setattr(Protocol, "on_response_complete", noted)
    head = b"POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
    head += b"X-Long: " + b"a" * 1000 + b"\r\n"
    asked = (head + b"\r\n{}") * 900 + head + b"Connection: close\r\n\r\n{}"
    assert said_to(api, asked).count(b"HTTP/1.1 422 ") == 901
    assert max(waiting) <= 2**18 // len(head)  # as many bytes as are read at once


HEAD = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"


def test_a_long_head_is_read(api: httpx.Client) -> None:
    assert said_to(api, HEAD, b"X-A: ", b"a" * 65_000, b"\r\n\r\n").startswith(b"HTTP/1.1 200 ")
    assert said_to(api, HEAD.replace(b" HTTP", b"?" + b"a" * 65_000 + b" HTTP"), b"\r\n").startswith(b"HTTP/1.1 200 ")
    assert said_to(api, HEAD, b"a:b\r\n" * 13_000, b"\r\n").startswith(b"HTTP/1.1 200 ")


def test_heads_on_one_connection_may_together_be_as_long_as_they_will(api: httpx.Client) -> None:
    kept = HEAD.replace(b"Connection: close\r\n", b"X-A: " + b"a" * 30_000 + b"\r\n\r\n")
    last = HEAD + b"\r\n"
    for pieces in ([kept] * 20 + [last], [half for _ in range(20) for half in (kept[:20], kept[20:])] + [last]):
        assert said_to(api, *pieces).count(b"HTTP/1.1 200 ") == 21


CHUNKED = b"POST /v1/classify/stream HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("begun", "piece", "pieces"),
    [
        (HEAD + b"X-A: " + b"a" * 70_000 + b"\r\n\r\n", b"", 1),
        (HEAD + b"a:b\r\n" * 20_000 + b"\r\n", b"", 1),
        (HEAD, b"X-A: a\r\n", 1_000_000),
        (HEAD + b"X-A: ", b"a" * 1000, 100_000),
        (b"GET /", b"a" * 1000, 100_000),
        (CHUNKED + b"0\r\nX-A: ", b"a" * 1000, 100_000),
    ],
)
def test_a_head_that_is_too_long_is_refused_and_not_kept(
    api: httpx.Client, caplog: pytest.LogCaptureFixture, begun: bytes, piece: bytes, pieces: int
) -> None:
    with suppress(ConnectionError):  # what was on its way when the connection was closed breaks it
        said_to(api, begun, *repeat(piece, pieces))
    assert "The head of the request is longer than 65536 bytes." in caplog.text


def test_a_connection_is_closed_on_which_a_body_does_not_arrive(serve: Serve) -> None:
    head = (
        b"POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
    )
    api = serve(timeout_seconds=0.3)
    answered = said_to(api, head)
    assert answered.startswith(b"HTTP/1.1 408 ")
    assert b"\r\nconnection: close\r\n" in answered
    assert 'quotestance_failures_total{reason="slow-body"} 1.0' in api.get("/metrics").text
