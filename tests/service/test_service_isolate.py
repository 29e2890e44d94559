"""Without keys: pages of other origins set nothing off, and no name but loopback's own leads to the service."""

import io
import socket
from pathlib import Path

import httpx
import pytest

from service.security.keys import new_key
from tests.service.conftest import Serve

BODY = {"items": [{"text": "a"}]}
PAGE = "https://other.example"


def answered(api: httpx.Client, path: str = "/v1/classify", method: str = "POST", **headers: str) -> tuple[int, str]:
    """Return the status and the reason, empty where all went well."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = api.request(method, path, json=BODY if method == "POST" else None, headers=named)
    kind = answer.headers.get("content-type", "")
    return answer.status_code, answer.json()["type"].rpartition(":")[2] if kind == "application/problem+json" else ""


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site", "Origin": PAGE},
        {"Sec_Fetch_Site": "cross-site", "Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site", "Origin": "http://127.0.0.1:1"},
        {"Origin": PAGE},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},  # another port is another origin
        {"Origin": "http://127.0.0.1"},
        {"Host": "localhost:443", "Origin": "http://localhost"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/classify"), ("POST", "/v1/model/reload"), ("POST", "/v1/classify/stream"), ("GET", "/v1/model")],
)
def test_what_other_origins_send_is_refused(api: httpx.Client, method: str, path: str, headers: dict[str, str]) -> None:
    assert answered(api, path, method, **headers) == (403, "cross-origin")


def test_the_refusal_says_what_came_and_what_to_do(api: httpx.Client) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": PAGE}
    problem = api.post("/v1/classify", json=BODY, headers=headers).json()
    assert problem["detail"] == (
        "pages of other origins may not call this service, got Origin 'https://other.example' and Sec-Fetch-Site "
        "'cross-site'; name the origin in cors_origins if its pages may"
    )


def test_what_is_refused_stands_under_its_route_and_reason(api: httpx.Client, logged: io.StringIO) -> None:
    answered(api, Origin=PAGE)
    assert '"route": "/v1/classify", "status": 403' in logged.getvalue()
    assert 'failures_total{reason="cross-origin"} 1.0' in api.get("/metrics").text


def test_own_pages_and_programs_are_answered(api: httpx.Client) -> None:
    own = str(api.base_url).rstrip("/")
    for headers in (
        {},
        {"Origin": own},
        {"Origin": own.upper()},
        {"Sec_Fetch_Site": "same-origin", "Origin": own},
        {"Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Site": "same-origin", "Origin": "https://behind.example"},  # a proxy that has its own Host
        {"Host": "localhost:80", "Origin": "http://localhost"},  # proxies that put in the usual port
        {"Host": "localhost:443", "Origin": "https://localhost"},
    ):
        assert answered(api, **headers) == (200, ""), headers


@pytest.mark.parametrize("named", [PAGE, "*"])
def test_origins_that_are_named_are_answered(serve: Serve, named: str) -> None:
    api = serve(cors_origins=named)
    assert answered(api, Sec_Fetch_Site="cross-site", Origin=PAGE) == (200, "")
    assert answered(api, Origin=PAGE) == (200, "")


def test_links_from_elsewhere_lead_to_the_page_and_the_docs(api: httpx.Client) -> None:
    for path in ("/", "/docs", "/openapi.json", "/static/page.js", "/livez", "/readyz", "/metrics"):
        for method in ("GET", "HEAD"):
            assert answered(api, path, method, Sec_Fetch_Site="cross-site") == (200, ""), path


def test_with_keys_nothing_is_asked_of_origins_and_hosts(serve: Serve, tmp_path: Path) -> None:
    (key, line), file = new_key("desk"), tmp_path / "keys"
    file.write_text(line)
    api = serve(api_keys=file)
    assert answered(api, X_API_Key=key, Origin=PAGE, Sec_Fetch_Site="cross-site", Host="other.example") == (200, "")


@pytest.mark.parametrize("path", ["/", "/docs", "/openapi.json", "/metrics", "/v1/model", "/v1/nothing", "/nothing"])
@pytest.mark.parametrize(
    "host",
    ["other.example", "other.example:8000", "localhost.other.example", "127.0.0.1.other.example", "10.0.0.1", ""],
)
def test_a_host_that_is_not_loopback_is_refused(api: httpx.Client, path: str, host: str) -> None:
    assert answered(api, path, "GET", Host=host) == (421, "wrong-host")


def test_the_refusal_of_a_host_says_what_came_and_what_to_do(api: httpx.Client) -> None:
    problem = api.get("/", headers={"Host": "other.example"}).json()
    assert problem["title"] == "Misdirected Request"
    assert problem["detail"] == (
        "without keys, the service answers to names of loopback alone, got Host 'other.example'; call localhost or "
        "127.0.0.1, or name the host in allowed_hosts"
    )


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1", "localhost.:1", "127.0.0.1", "127.9.9.9:80", "[::1]", "[::1]:8000"]
)
def test_loopback_answers_to_all_of_its_names(api: httpx.Client, host: str) -> None:
    assert answered(api, Host=host) == (200, "")


def test_a_program_that_names_no_host_is_answered(api: httpx.Client) -> None:
    with socket.create_connection((api.base_url.host, api.base_url.port or 0), 10) as connection:
        connection.sendall(b"GET /v1/model HTTP/1.0\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("allowed", ["desk.example., [2001:DB8::1]", "*"])
def test_hosts_that_are_allowed_are_answered_at_any_port(serve: Serve, allowed: str) -> None:
    api = serve(allowed_hosts=allowed)
    for host in ("desk.example", "Desk.Example:8443", "[2001:db8::1]:80", "localhost:1"):
        assert answered(api, Host=host) == (200, ""), host
    assert answered(api, Host="other.example") == ((200, "") if allowed == "*" else (421, "wrong-host"))


def test_beyond_loopback_any_host_is_answered(serve: Serve) -> None:
    api = serve(host="0.0.0.0", allow_open=True)
    assert answered(api, Host="desk.example") == (200, "")
    assert answered(api, Host="desk.example", Origin=PAGE) == (403, "cross-origin")


def test_beyond_loopback_hosts_that_are_named_are_the_only_ones(serve: Serve) -> None:
    api = serve(host="0.0.0.0", allow_open=True, allowed_hosts="desk.example")
    assert answered(api, Host="desk.example") == answered(api, Host="localhost:1") == (200, "")
    assert answered(api, Host="other.example") == (421, "wrong-host")
    assert answered(api, "/readyz", "GET", Host="other.example") == (200, "")


def test_probes_are_answered_whoever_asks(api: httpx.Client) -> None:
    for path in ("/livez", "/readyz"):
        assert answered(api, path, "GET", Host="10.0.0.1:8000", Sec_Fetch_Site="cross-site") == (200, "")
