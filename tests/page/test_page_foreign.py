"""Pages of others in a real browser: what they send to a service without keys, and under a name that they rebind."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from service.app import create_app
from service.settings import Settings
from tests.page.test_page import ARGUMENTS, ARTICLE, CHROMIUM, ask, pytestmark
from tests.service.conftest import served
from tests.service.fakes import fake_classifier

__all__ = ["pytestmark"]  # where there is no browser
REBOUND = "rebound.example"
SEND = """async ([url, mode, type]) => {
    const headers = {"Content-Type": type}, body = '{"items": [{"text": "We wait."}]}';
    try { return (await fetch(url, {method: "POST", mode, headers, body})).status; } catch { return "unread"; }
}"""


class Others(BaseHTTPRequestHandler):
    """A page that links to the service."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>others</title>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        del format, args


@pytest.fixture(scope="module")
def others() -> Iterator[int]:
    """Serve that page, and return its port."""
    with HTTPServer(("127.0.0.1", 0), Others) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        rebinding = f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1"
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, rebinding])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("elsewhere", ["127.0.0.1", "localhost", REBOUND])
def test_a_page_of_another_origin_sets_nothing_off_unless_it_is_named(page: Page, others: int, elsewhere: str) -> None:
    origin = f"http://{elsewhere}:{others}"
    page.goto(origin)
    statuses = list[int]()
    page.on("response", lambda response: statuses.append(response.status))
    with served(create_app(fake_classifier(), Settings())) as url:
        for path in ("/v1/model/reload", "/v1/classify/stream"):
            page.evaluate(SEND, [url + path, "no-cors", "text/plain"])
    assert statuses == [403, 403]
    with served(create_app(fake_classifier(), Settings(cors_origins=(origin,)))) as url:
        assert page.evaluate(SEND, [f"{url}/v1/classify", "cors", "application/json"]) == 200


def test_a_link_from_elsewhere_leads_to_a_page_that_works(page: Page, others: int) -> None:
    with served(create_app(fake_classifier(), Settings())) as url:
        page.goto(f"http://{REBOUND}:{others}")
        page.set_content(f'<a href="{url}">quotes</a>')
        page.get_by_role("link").click()
        ask(page, ARTICLE)
        expect(page.get_by_role("status")).to_have_text("1 quoted sentence found.")


@pytest.mark.parametrize(("allowed", "status"), [((), 421), ((REBOUND,), 200)])
def test_a_name_that_others_lead_here_shows_nothing(page: Page, allowed: tuple[str, ...], status: int) -> None:
    with served(create_app(fake_classifier(), Settings(allowed_hosts=allowed))) as url:
        for path in ("/", "/v1/model"):
            answer = page.goto(f"http://{REBOUND}:{url.rpartition(':')[2]}{path}")
            assert answer
            assert answer.status == status
