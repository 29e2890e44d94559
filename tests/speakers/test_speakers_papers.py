"""Whose words a report, a letter or a resolution holds. All persons and bodies are invented."""

import pytest

from tests.speakers.speaking import last

BODY = "Harbour Institute"


@pytest.mark.parametrize(
    "told",
    [
        "A report by the Harbour Institute came out on Monday.",
        "A report from the Harbour Institute came out on Monday.",
        "A report of the Harbour Institute came out on Monday.",
        "The Harbour Institute's yearly report came out on Monday.",
        "The Harbour Institute published a report on the harvest on Monday.",
        "The Harbour Institute has just released its yearly report.",
        "A report was published by the Harbour Institute.",
        "A report on the harvest has been published by the Harbour Institute.",
        "A report on the harvest was published on Sunday by the Harbour Institute.",
        "In a new report, the Harbour Institute looks at the harvest.",
        "In a report on the harvest, the Harbour Institute looks back.",
    ],
)
def test_a_report_is_whose_it_was_when_it_was_brought_up(told: str) -> None:
    text = f"{told} Oleh Koval, a farmer, was not there.\n\n“It will be hard,” the report says."
    assert last(text).name == BODY


@pytest.mark.parametrize(
    ("told", "noun", "name"),
    [
        ("The Harbour Senate passed a resolution on Monday.", "resolution", "Harbour Senate"),
        ("Oleh Koval sent a letter to the mayor.", "letter", "Oleh Koval"),
        ("The ministry issued a statement.", "statement", "ministry"),
        ("The Kyiv Independent ran an angry editorial.", "editorial", "Kyiv Independent"),
    ],
)
def test_a_paper_is_whoever_issued_it(told: str, noun: str, name: str) -> None:
    assert last(f"{told} “It will be hard,” the {noun} says.").name == name


@pytest.mark.parametrize(
    ("told", "noun"),
    [
        ("The mayor got a letter.", "letter"),  # from whom is not told
        ("The Kyiv Independent published a letter.", "letter"),  # an outlet prints what others write
        ("The ministry released a video.", "video"),  # in which others are heard
        ("The ministry issued a statement on the letter.", "letter"),
        ("In a report, the ministry was accused of lying.", "report"),  # by somebody else
        ("In a report, the ministry has been accused of lying.", "report"),
    ],
)
def test_a_paper_is_its_own_where_nobody_is_said_to_have_written_it(told: str, noun: str) -> None:
    assert last(f"{told} “It will be hard,” the {noun} says.").name == noun


@pytest.mark.parametrize("paper", ["Article 5", "Article one", "Article 5 of the treaty", "Decree No. 647"])
def test_a_paper_has_its_number(paper: str) -> None:
    known = last(f"{paper} reads: “The town is free.”")
    assert (known.name, known.cue) == (paper, "reads")
    assert last("In Statement 5 children said they were “fine”.").name == "children"


def test_a_paper_that_is_new_is_not_the_one_before() -> None:
    text = "The Harbour Institute published a report. “It will be hard,” another report says."
    assert last(text).name != BODY
