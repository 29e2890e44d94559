"""Callers who take nothing of their answers, or end no head, are cut off; those who take or send slowly are not."""

import asyncio
import io
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT

from service.protocol import Protocol
from tests.service.asgi import SOON
from tests.service.conftest import Serve

ASKED = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n"  # some 50 kB


def connected(serve: Serve, patience: float = 1) -> socket.socket:
    """Return a connection to a service that waits so many seconds for who takes nothing."""
    port = serve(idle_seconds=patience).base_url.port
    assert port is not None
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", port))
    return connection


def taken_slowly(connection: socket.socket) -> bytes:
    """Return all that comes, taken little by little for four seconds and then as it comes."""
    taken = bytearray()
    for _ in range(40):
        threading.Event().wait(0.1)
        taken += connection.recv(2**16)
    while piece := connection.recv(2**20):
        taken += piece
    return bytes(taken)


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Return what is set once the service has let go of a connection, which its client cannot tell unread."""
    end, over = Protocol.connection_lost, threading.Event()

    def ended(protocol: Protocol, error: Exception | None) -> None:
        end(protocol, error)
        over.set()

    monkeypatch.setattr(Protocol, "connection_lost", ended)
    return over


@pytest.mark.parametrize("ending", [b"Connection: close\r\n\r\n", b"\r\n"])
def test_who_takes_nothing_of_a_short_answer_is_cut_off(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, lost: threading.Event, ending: bytes
) -> None:
    untaken = list[int]()
    begin, complete = Protocol.connection_made, Protocol.on_response_complete

    def made(protocol: Protocol, transport: asyncio.Transport) -> None:
        begin(protocol, transport)
        protocol.timeout_keep_alive = 1
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)

    def completed(protocol: Protocol) -> None:
        complete(protocol)
        untaken.append(protocol.transport.get_write_buffer_size())

    monkeypatch.setattr(Protocol, "connection_made", made)
    monkeypatch.setattr(Protocol, "on_response_complete", completed)
    with connected(serve) as connection:
        connection.sendall(ASKED + ending)
        assert lost.wait(SOON)
    assert 0 < untaken[0] < HIGH_WATER_LIMIT  # writing was never paused


def test_who_takes_his_answers_slowly_gets_them_all(serve: Serve) -> None:
    with connected(serve, patience=2) as connection:
        connection.sendall((ASKED + b"\r\n") * 300 + ASKED + b"Connection: close\r\n\r\n")
        taken = taken_slowly(connection)
    assert taken.count(b"HTTP/1.1 200 ") == 301


def test_who_is_cut_off_while_he_asks_for_more_is_no_fault(
    serve: Serve, lost: threading.Event, logged: io.StringIO
) -> None:
    with connected(serve) as connection:
        connection.sendall((ASKED + b"\r\n") * 300)
        assert lost.wait(SOON)
        with socket.create_connection(connection.getpeername()) as other:  # served after what was cut off has ended
            other.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert other.recv(100).startswith(b"HTTP/1.1 200 ")
        threading.Event().wait(2)
    assert '"level": "error"' not in logged.getvalue()


def test_who_takes_a_stream_slowly_gets_it_all(serve: Serve, logged: io.StringIO) -> None:
    count, line = 4000, b'{"text": "' + b"now and then " * 100 + b'"}\n'
    head = b"POST /v1/classify/stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    with connected(serve, patience=2) as connection:
        sending = threading.Thread(target=connection.sendall, args=(head % (count * len(line)) + line * count,))
        sending.start()
        taken = taken_slowly(connection)
        sending.join(SOON)
    assert taken.count(b'"status":"ok"') == count
    assert '"level": "error"' not in logged.getvalue()


def said_slowly(connection: socket.socket, begun: bytes, piece: bytes) -> bytes:
    """Return all that comes until the connection is closed, on which one piece after another is sent."""
    connection.sendall(begun)
    connection.settimeout(0.1)
    came, end = bytearray(), time.monotonic() + SOON
    while time.monotonic() < end:
        try:
            connection.sendall(piece)
            if not (taken := connection.recv(2**16)):
                return bytes(came)
            came += taken
        except TimeoutError:
            continue
        except ConnectionError:
            return bytes(came)
    pytest.fail("it was not closed")


LIVEZ = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
NOWHERE = b"POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999\r\n"


@pytest.mark.parametrize(
    ("begun", "piece", "answers"),
    [
        (b"", b"", 0),
        (NOWHERE, b"a", 0),
        (LIVEZ + NOWHERE, b"a", 1),
        (NOWHERE + b"\r\n", b"a", 1),  # which is answered without its body
        (NOWHERE + b"\r\n" + b"a" * 999 + NOWHERE, b"a", 1),
    ],
)
def test_a_connection_on_which_no_head_comes_to_its_end_is_closed(
    serve: Serve, begun: bytes, piece: bytes, answers: int
) -> None:
    api = serve(timeout_seconds=1)
    with socket.create_connection((api.base_url.host, api.base_url.port or 0)) as connection:
        assert said_slowly(connection, begun, piece).count(b"HTTP/1.1 ") == answers


def test_who_sends_a_head_slowly_or_asks_again_later_is_answered(serve: Serve) -> None:
    api = serve(timeout_seconds=1)
    pieces = [LIVEZ[:20], LIVEZ[20:]] * 3 + [b"", b"", LIVEZ.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")]
    with socket.create_connection((api.base_url.host, api.base_url.port or 0)) as connection:
        for piece in pieces:
            connection.sendall(piece)
            threading.Event().wait(0.6)
        assert b"".join(iter(lambda: connection.recv(2**16), b"")).count(b"HTTP/1.1 200 ") == 4


def test_a_stream_that_is_sent_for_longer_than_a_request_may_take_is_answered(serve: Serve) -> None:
    def lines() -> Iterator[bytes]:
        for number in range(5):
            yield b'{"text": "word %d"}\n' % number
            threading.Event().wait(0.4)

    answered = serve(timeout_seconds=1).post("/v1/classify/stream", content=lines())
    assert answered.text.count('"status":"ok"') == 5
