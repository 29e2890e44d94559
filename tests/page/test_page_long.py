"""The page with long articles and a service that takes its time: links both ways, how long it takes, what to do."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.page.test_page import ARTICLE, ask, browser, page, pytestmark, url

__all__ = ["browser", "page", "pytestmark", "url"]  # fixtures, and where there is no browser
LONG = "\n\n".join(
    f"“We will hold town number {n},” the governor, Ivan Petrenko, said. Then he left." for n in range(24)
)


def test_beside_a_card_the_article_stays_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 600})
    ask(page, LONG)
    mark = page.locator("#mark-20")
    mark.click()
    expect(page.locator("#quote-20")).to_be_in_viewport()
    expect(mark).to_be_in_viewport()
    page.locator("#quote-2 .back").click()
    expect(page.locator("#mark-2")).to_be_in_viewport()


def test_on_paper_the_article_is_whole(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 600})
    page.emulate_media(media="print")
    ask(page, LONG)
    expect(page.locator("#text")).to_have_css("max-height", "none")


def test_on_a_narrow_screen_links_lead_both_ways(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, LONG)
    page.locator("#mark-20").click()
    expect(page.locator("#quote-20")).to_be_in_viewport()
    expect(page.locator("#mark-20")).not_to_be_in_viewport()
    page.locator("#quote-20 .back").click()
    expect(page.locator("#mark-20")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("status", "headers", "said"),
    [
        (504, {}, "Reading this article took too long. Send it again in a minute."),
        (429, {"Retry-After": "1"}, "The service is busy, starting or stopping. Try again in 1 second."),
        (503, {}, "The service is busy, starting or stopping. Try again in a minute."),
    ],
)
def test_what_passes_is_said_in_a_reader_s_words(page: Page, status: int, headers: dict[str, str], said: str) -> None:
    body = {"status": status, "detail": "have the service's timeout_seconds raised", "errors": []}
    page.route("**/v1/articles", lambda route: route.fulfill(status=status, headers=headers, json=body))
    ask(page, ARTICLE)
    expect(page.get_by_role("alert")).to_have_text(said)


def test_who_waits_sees_for_how_long(page: Page) -> None:
    held: list[Route] = []
    page.route("**/v1/articles", lambda route: held.append(route))  # noqa: PLW0108 - playwright marks what it is given
    ask(page, ARTICLE)
    expect(page.get_by_role("progressbar", name="Reading the article")).to_be_visible()
    expect(page.locator("#elapsed")).to_contain_text("1 s")
    held[0].continue_()
    expect(page.get_by_role("status")).to_have_text("1 quoted sentence found.")
    expect(page.locator("#progress")).to_be_hidden()


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [("No quotes here.", "#status", "No quoted sentence was found"), ("x" * 2501, "#error", "The text has 2501")],
)
def test_without_results_what_is_said_is_in_view_and_the_focus_stays(
    page: Page, text: str, place: str, said: str
) -> None:
    page.set_viewport_size({"width": 375, "height": 600})
    page.get_by_label("Article", exact=True).fill(text)
    page.get_by_role("button", name="Find quotes").focus()
    page.evaluate("scrollTo(0, 0)")
    page.keyboard.press("Enter")
    expect(page.locator(place)).to_contain_text(said)
    expect(page.locator(place)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Find quotes")).to_be_focused()
