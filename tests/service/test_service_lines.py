"""Lines are the same however the body was cut into pieces."""

import httpx
from hypothesis import given
from hypothesis import strategies as st

from service.streams.lines import LineSplitter

MOST = 8


def split(pieces: list[bytes]) -> list[tuple[int, bytes | None]]:
    splitter = LineSplitter(MOST)
    lines = [line for piece in pieces for line in splitter.feed(piece)]
    return [(line.number, line.data) for line in [*lines, *splitter.end()]]


@given(st.lists(st.binary(max_size=12).map(lambda piece: piece.replace(b"x", b"\n")), max_size=12))
def test_lines_do_not_depend_on_the_pieces(pieces: list[bytes]) -> None:
    parts = b"".join(pieces).split(b"\n")
    numbered = [(number, part if len(part) <= MOST else None) for number, part in enumerate(parts, 1)]
    assert split(pieces) == [(number, part) for number, part in numbered if part is None or part.strip()]


def test_a_byte_order_mark_belongs_to_no_line() -> None:
    mark = b"\xef\xbb\xbf"
    assert split([mark[:1], mark[1:], b"one\n", mark]) == [(1, b"one"), (2, mark)]


def test_a_line_that_is_too_long_is_named_and_the_next_is_whole() -> None:
    assert split([b"1234567", b"89\nshort\n\nlast"]) == [(1, None), (2, b"short"), (4, b"last")]


def test_proxies_are_asked_to_hold_nothing_back(api: httpx.Client) -> None:
    headers = api.post("/v1/classify/stream", content=b'{"text": "a"}\n').headers
    assert (headers["content-type"], headers["x-accel-buffering"]) == ("application/x-ndjson", "no")
