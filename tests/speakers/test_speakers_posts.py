"""Who speaks in live blogs, posts and signed texts, among hours and bylines. All names are invented."""

import pytest

from tests.speakers.speaking import last


@pytest.mark.parametrize("hour", ["14.32 GMT", "18:05 CET", "Updated at 10.15 BST", "9.30 EEST"])
def test_a_time_zone_speaks_for_nobody(hour: str) -> None:
    assert last(f"{hour}\n“We will not leave this town.”\n\n{hour}\nThe bridge is closed.").name == ""
    assert last(f"{hour}\nThe bridge was “a ruin”, the mayor said at 10.20 BST.").name == "mayor"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("@Lidne_News24 wrote on Monday: “No water today.”", "@Lidne_News24"),
        ("RT @lidne_news: “No water today.”", "@lidne_news"),  # not Russia's channel
        ("3h ago\n@lidne_news: “No water today.”", "@lidne_news"),
        ("“No water today,” @LidneNews posted.", "@LidneNews"),
        ("“No water today,” tweeted @lidne.", "@lidne"),
        ("Ivan Rud (@Ivan_Rud99) wrote on Monday: “No water today.”", "Ivan Rud"),
        ("Ivan Rud @Ivan_Rud wrote on Monday: “No water today.”", "Ivan Rud"),
        ("“No water today,” Ivan Rud wrote to @lidne_council.", "Ivan Rud"),
        ("Write to rud@lidne.example. “No water today,” the mayor said.", "mayor"),
    ],
)
def test_an_account_speaks_where_nobody_is_named_beside_it(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    "line", ["By Anna Berg", "BY ANNA BERG", "By Anna Berg and Petro Hrynko", "By Anna Berg, Chief Reporter"]
)
def test_who_wrote_the_text_has_not_said_its_words(line: str) -> None:
    assert last(f"{line}\n\n“We will stay.” That is what people heard.").name == ""
    assert last(f"{line}\n\n“We will stay,” Berg said.").name.lower() == "anna berg"


def test_a_line_that_only_begins_like_it_is_read_on() -> None:
    assert last("By Monday Ivan Rud was sure: “We stay.”").name == "Ivan Rud"
    assert last("By Lidne, Ivan Rud was tired\n\n“We stay.” So it was.").name == "Ivan Rud"
