"""The web page in a real browser, with the service really started."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from service.app import create_app
from service.security.keys import new_key
from service.settings import Settings
from tests.service.conftest import served
from tests.service.fakes import FakeEngine, fake_classifier, poison

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine: the page is not tested")
ARTICLE = (
    "😀 <b>Headline</b>\n\n“We will hold <img src=x onerror=alert(1)> the town,” the governor, Ivan Petrenko, said."
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    engine = FakeEngine()
    classifier = fake_classifier(engine)
    poison(classifier, engine)
    with served(create_app(classifier, Settings(max_article_chars=2500))) as url:
        yield url


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    page = browser.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith((url, "data:")) else trouble.append(request.url))
    page.on("dialog", lambda dialog: trouble.append(dialog.message))
    page.goto(url)
    yield page
    page.close()
    assert trouble == []


def ask(page: Page, text: str) -> None:
    page.get_by_label("Article", exact=True).fill(text)
    page.get_by_role("button", name="Find quotes").click()


def test_quotes_are_marked_in_place_with_all_that_is_known(page: Page) -> None:
    ask(page, ARTICLE)
    expect(page.get_by_role("status")).to_have_text("1 quoted sentence found.")
    mark = page.locator("#text a.quote")
    expect(mark).to_contain_text("We will hold <img src=x onerror=alert(1)> the town,")
    card = page.locator("#quotes li")
    expect(card).to_contain_text("Ivan Petrenko")
    expect(card).to_contain_text("Stance: ")
    expect(card).to_contain_text("Sentiment: ")
    expect(card).to_contain_text("Context reliance")
    card.get_by_text("Probabilities").click()
    assert card.get_by_role("progressbar").count() == 6
    mark.click()
    assert page.url.endswith("#quote-1")
    card.get_by_role("link", name="Quote 1: back to the text").click()
    assert page.url.endswith("#mark-1")


def test_the_article_is_shown_as_it_is_and_nothing_of_it_runs(page: Page) -> None:
    ask(page, ARTICLE)
    expect(page.locator("#results")).to_be_visible()
    shown = page.locator("#text").evaluate(
        "node => { node.querySelectorAll('small').forEach(s => s.remove()); return node.textContent }"
    )
    assert shown == ARTICLE
    assert page.locator("#results img, #results b").count() == 0


def test_errors_are_shown_and_the_form_stays_usable(page: Page) -> None:
    ask(page, "x" * 2501)
    expect(page.get_by_role("alert")).to_contain_text("The text has 2501 characters, at most 2500 are read")
    ask(page, "The film “Winter on Fire” was shown.")
    expect(page.get_by_role("status")).to_contain_text("No quoted sentence was found.")
    expect(page.get_by_role("status")).to_contain_text("no titles or names among them")
    expect(page.get_by_role("alert")).to_be_empty()


def test_the_page_works_by_keyboard_alone(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.insert_text("“We are ready,” Ivan Petrenko said.")
    for _ in range(8):  # a date has a stop for each of its parts
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "send":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#results-title")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#text a.quote")).to_be_focused()


def test_what_was_found_is_brought_into_view(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 700})
    ask(page, ARTICLE)
    expect(page.locator("#results-title")).to_be_focused()
    expect(page.locator("#text a.quote")).to_be_in_viewport()


def test_results_of_a_text_that_has_changed_are_marked(page: Page) -> None:
    ask(page, ARTICLE)
    expect(page.get_by_role("status")).to_have_text("1 quoted sentence found.")
    page.get_by_label("Article", exact=True).fill(ARTICLE + " And more.")
    expect(page.get_by_role("status")).to_contain_text("has changed")
    expect(page.locator("#results")).to_have_class("stale")
    page.get_by_label("Article", exact=True).fill(ARTICLE)
    expect(page.get_by_role("status")).to_have_text("1 quoted sentence found.")
    page.get_by_role("button", name="Use an example").click()
    expect(page.locator("#results")).to_have_class("stale")
    page.keyboard.press("Control+z")  # what was pasted is not lost
    expect(page.get_by_label("Article", exact=True)).to_have_value(ARTICLE)
    page.get_by_role("button", name="Use an example").click()
    page.get_by_role("button", name="Find quotes").click()
    expect(page.locator("#results")).not_to_have_class("stale")


@pytest.mark.parametrize(
    ("status", "reason", "said"),
    [
        (429, "rate-limited", "This API key has asked for as much as it may for now. Try again in 41 seconds."),
        (429, "overloaded", "The service is busy, starting or stopping. Try again in 41 seconds."),
        (503, "not-ready", "The service is busy, starting or stopping. Try again in 41 seconds."),
    ],
)
def test_who_must_wait_is_told_why(page: Page, status: int, reason: str, said: str) -> None:
    answer = {"type": f"urn:quotestance:problem:{reason}", "status": status, "detail": "x", "errors": []}
    page.route("**/v1/articles", lambda route: route.fulfill(status=status, json=answer, headers={"Retry-After": "41"}))
    ask(page, ARTICLE)
    expect(page.get_by_role("alert")).to_have_text(said)


def test_sides_are_of_the_article_s_day(page: Page) -> None:
    text = "“The buses leave at noon,” said the mayor of Makiivka."
    ask(page, text)
    expect(page.locator("#quotes li")).to_contain_text("side: Russia")
    page.get_by_label("Date of the article").fill("2013-05-01")
    ask(page, text)
    expect(page.locator("#quotes li")).to_contain_text("side: Ukraine")


def test_limits_of_the_answers_are_said_before_anything_is_asked(page: Page) -> None:
    expect(page.locator("header")).to_contain_text("English news only. About one label in four is wrong")


def test_without_scripts_the_page_says_so(url: str) -> None:
    # A browser that is steered from outside takes scripts for allowed and passes over <noscript>.
    [said] = re.findall(r"<noscript>(.*?)</noscript>", httpx.get(url, trust_env=False).text)
    assert "This page needs JavaScript" in said


def test_who_needs_a_key_is_led_to_its_field(browser: Browser, tmp_path: Path) -> None:
    (key, line), file = new_key("desk"), tmp_path / "keys"
    file.write_text(line)
    with served(create_app(fake_classifier(), Settings(api_keys=file))) as url, browser.new_context() as context:
        page = context.new_page()
        page.goto(url)
        ask(page, ARTICLE)
        expect(page.get_by_role("alert")).to_contain_text("enter yours in its field")
        expect(page.get_by_label("API key")).to_be_focused()
        page.keyboard.insert_text("wrong")
        ask(page, ARTICLE)
        expect(page.get_by_role("alert")).to_contain_text("key is not known")
        page.get_by_label("API key").fill(key)
        ask(page, ARTICLE)
        expect(page.get_by_role("status")).to_have_text("1 quoted sentence found.")


def test_everything_that_can_be_used_has_a_name(page: Page) -> None:
    page.get_by_role("button", name="Use an example").click()
    page.get_by_role("button", name="Find quotes").click()
    expect(page.locator("#quotes li").first).to_be_visible()
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('button, a, textarea, input, progress, section, article, ol')]
            .filter(node => !(node.innerText || node.ariaLabel || node.labels?.length))
            .filter(node => !node.getAttribute("aria-labelledby"))
            .map(node => node.outerHTML)"""
    )
    assert nameless == []
    identifiers = page.evaluate("() => [...document.querySelectorAll('[id]')].map(node => node.id)")
    assert len(identifiers) == len(set(identifiers))


def test_the_interactive_documentation_is_shown(page: Page, url: str) -> None:
    page.goto(f"{url}/docs")
    expect(page.get_by_text("/v1/classify", exact=True).first).to_be_visible(timeout=20_000)
    page.locator("#operations-labelling-articles_v1_articles_post .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table")).to_contain_text("Olena Koval")
