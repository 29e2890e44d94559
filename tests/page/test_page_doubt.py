"""What the page says where an answer is doubtful, or there is none."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.page.test_page import ARTICLE, ask, browser, page, pytestmark, url
from tests.service.fakes import POISON

__all__ = ["browser", "page", "pytestmark", "url"]  # fixtures, and where there is no browser


def test_an_abstention_is_said_plainly(page: Page) -> None:
    ask(page, "“…” said Ivan Petrenko, the governor of the region. “We wait.”")
    first = page.locator("#quotes li").filter(has_text="Not vouched for")
    expect(first.first).to_contain_text("There are no words to judge here.")


def test_an_item_without_a_label_says_so(page: Page) -> None:
    ask(page, f"“We fear the {POISON} here,” Ivan Petrenko said. “We go.”")
    expect(page.locator("#quotes")).to_contain_text("No label: ")


def answered(page: Page, **changes: dict[str, Any]) -> None:
    """Let the service's answers come with the speaker or the stance of their quotes changed."""

    def change(route: Route) -> None:
        answer = route.fetch().json()
        for quote in answer["results"][0]["quotes"]:
            for name, members in changes.items():
                quote[name] |= members
        route.fulfill(json=answer)

    page.route("**/v1/articles", change)


def test_a_guessed_side_is_shown_as_a_guess(page: Page) -> None:
    text = "“The buses leave at noon,” said the mayor of Makiivka."
    ask(page, text)
    expect(page.locator("#quotes li")).to_contain_text("side: Russia")
    expect(page.locator("#quotes li")).not_to_contain_text("(a guess)")
    answered(page, speaker={"side": "russia", "evidence": "guess: the words around"})
    ask(page, text)
    expect(page.locator("#quotes li")).to_contain_text("side: Russia (a guess)")


def test_a_side_by_given_name_is_shown_as_such(page: Page) -> None:
    ask(page, "“The buses leave at noon,” said Mykola Dorn.")
    expect(page.locator("#quotes li")).to_contain_text("side: Ukraine (by given name alone)")


def test_a_doubtful_speaker_is_shown_as_doubtful(page: Page) -> None:
    for confidence, shown in ((0.51, "Ivan Petrenko,"), (0.49, "Ivan Petrenko ?,")):
        answered(page, speaker={"confidence": confidence})
        ask(page, ARTICLE)
        expect(page.locator("#quotes li")).to_contain_text(shown)
        page.unroute_all()


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("words-disagree", "The words alone say the opposite"),
        ("not-english", "This does not look like English"),
        ("low-confidence", "The model is not sure enough"),
    ],
)
def test_every_reason_to_abstain_is_said_in_words(page: Page, reason: str, words: str) -> None:
    answered(page, stance={"abstained": True, "reason": reason})
    ask(page, ARTICLE)
    expect(page.locator("#quotes .abstention")).to_contain_text(f"Not vouched for. {words}")


def test_the_stance_by_the_words_alone_is_shown_with_its_doubt(page: Page) -> None:
    sure = {"label": "pro-kyiv", "probabilities": {"pro-kyiv": 0.998, "pro-moscow": 0.001, "neutral": 0.001}}
    for abstained, shown in ((False, ""), (True, ", not vouched for")):
        answered(page, stance_text=sure | {"abstained": abstained})
        ask(page, ARTICLE)
        expect(page.locator("#quotes .reliance")).to_contain_text(f"alone: pro-Kyiv >99\u00a0%{shown}. Context")
        page.unroute_all()
