"""Whose name stands behind a role, a month, an age or the parts of a body's name. All persons are invented."""

from itertools import product

import pytest

from tests.speakers.speaking import attributions, last


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("In May Moldova's energy ministry said the plan was “not worth the paper”.", "Moldova's energy ministry"),
        ("Since June Mayor Oleh Koval has called it “a plan of fools”.", "Oleh Koval"),
        ("Jan Kruk, a farmer, said: “The field is gone.”", "Jan Kruk"),
        ("“The field is gone,” said April Kruk.", "April Kruk"),
    ],
)
def test_a_month_is_a_name_only_where_no_date_is_meant(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    "text",
    [
        "“We hid for nine days,” said a woman who gave her name as Larysa.",
        "“We hid for nine days,” said a woman who gave her name only as Larysa.",
        "“We hid for nine days,” said a woman, who asked to be identified only as Larysa.",
        "“We hid for nine days,” said a woman who introduced herself as Larysa.",
        "“We hid for nine days,” said a woman named Larysa.",
        "“We hid for nine days,” said the commander, who asked to be called Larysa.",
        "A commander who prefers to be known only by her nickname - Larysa - said: “We hid for nine days.”",
        "“We hid for nine days,” said a woman who calls herself Larysa.",
        "“We hid for nine days,” said the commander, a pilot with the nickname Larysa.",
        "A woman who gave her name as Larysa was there.\n\n“We hid for nine days,” the woman said.",
    ],
)
def test_a_role_may_say_its_name(text: str) -> None:
    assert last(text).name == "Larysa"


@pytest.mark.parametrize(
    "text",
    [
        "“He is a fool,” said a woman who called Oleh Koval a liar.",
        "“He is a fool,” said a woman who has the same name as Oleh Koval.",
        "“He is a fool,” said a woman who calls her brother Oleh Koval.",
        "“He is a fool,” said a woman with the nickname of Oleh Koval.",
        "“He is a fool,” said a woman who calls herself Oleh Koval's heir.",
        "“He is a fool,” said a woman who identified the killer as Oleh Koval.",
    ],
)
def test_a_role_does_not_bear_the_name_it_gives_to_another(text: str) -> None:
    assert last(text).name == "woman"


@pytest.mark.parametrize(
    ("paper", "name"),
    [
        ("His letter from Jan Kruk said", "Jan Kruk"),
        ("His passport said", "His passport"),
    ],
)
def test_what_somebody_wrote_speaks_for_the_writer(paper: str, name: str) -> None:
    assert last(f"Lev Kravets did not come back. {paper}: “Forgive me, all.”").name == name


@pytest.mark.parametrize("known", ["Oleh Koval, 45, stood", "Oleh Koval, a driver, stood"])
def test_an_age_means_the_person_whose_it_is(known: str) -> None:
    text = f"Ira Kruk, 31, lay in the hall. {known} beside her.\n\n“I heard a whistle,” the 45-year-old said."
    assert last(text).name == "Oleh Koval"


@pytest.mark.parametrize(
    "who",
    [
        "a baker",  # an unknown trade
        "a local baker",
        "a teacher in Lviv",
        "a teacher at the school",
        "a spokesman for the ministry in Kyiv",
    ],
)
def test_a_name_may_follow_whatever_says_what_somebody_does(who: str) -> None:
    assert last(f"“It is so,” said {who}, Ivan Koval.").name == "Ivan Koval"
    assert last(f"“It is so,” said {who}, Interfax reported.").name != "Interfax"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Inna Vovk fled with her daughter, Solomiya. “I am the captain,” announces the six-year-old.", "Solomiya"),
        ("Oleh Koval buried his son, Yurko, on Monday. “He was everything,” the 45-year-old said.", "Oleh Koval"),
        ("Oleh Koval lost to Taras Bilyk. “I was tired,” the 31-year-old said.", "Oleh Koval"),
        ("Ira Koval has found a home with Mark Penrose. “She reads a lot,” says the 71-year-old.", "Ira Koval"),
        ("The box in Zoya Berg's block in Tula holds bills. “I wait,” says the 77-year-old.", "Zoya Berg"),
    ],
)
def test_an_age_that_was_not_told_means_who_was_just_named(text: str, name: str) -> None:
    assert last(text).name == name


def test_a_new_age_is_nobody_named_before() -> None:
    text = "Oleh Koval, a driver, stood by the road.\n\n“I heard a whistle,” a 45-year-old said."
    assert last(text).name == "45-year-old"


@pytest.mark.parametrize("paper", ["a Telegram post", "a Facebook message", "a Reuters report"])
def test_a_paper_that_somebody_wrote_speaks_for_its_author(paper: str) -> None:
    assert last(f"“The bridge is hit,” according to {paper} by Oleh Koval, the mayor.").name == "Oleh Koval"


@pytest.mark.parametrize(
    "body",
    [
        "Department for Business, Energy and Industrial Strategy",
        "Organisation for Security and Cooperation",
        "Ministry of Digital Transformation and Innovation",
    ],
)
def test_a_body_keeps_all_that_it_is_for(body: str) -> None:
    text = f"The {body} said: “Supplies are safe.”\n\n“We watch prices,” it added."
    assert [a.name for a in attributions(text)] == [body, body]


def test_a_body_is_not_for_whoever_is_named_after_it() -> None:
    text = "The Ministry of Energy and Oleh Koval met.\n\n“We watch prices,” Koval said."
    assert last(text).name == "Oleh Koval"


def test_an_office_may_be_completed_twice_before_the_name() -> None:
    text = (
        "Deputy Minister of Foreign Affairs of Moldova Olena Marchuk came. Interior Minister Ivan Petrenko left.\n\n"
        "“Dozens have confirmed,” the deputy minister said."
    )
    found = last(text)
    assert found.name == "Olena Marchuk"
    assert "Deputy Minister of Foreign Affairs of Moldova" in found.descriptions


@pytest.mark.parametrize("title", ["", "General ", "General Sir "])
def test_an_office_may_stand_before_a_titled_name(title: str) -> None:
    text = f"The head of the military committee, {title}Oleh Koval, came.\n\n“Yes,” the head of the committee said."
    assert last(text).name == "Oleh Koval"


def test_heads_chiefs_and_chairmen_of_one_body_are_one_person() -> None:
    text = "Oleh Koval, chairman of the EU flood committee, came.\n\n“Yes,” the head of the flood committee said."
    assert last(text).name == "Oleh Koval"
    stranger = text.replace("the head of the flood committee", "the head of the harbour police")
    assert last(stranger).name == "head of the harbour police"


def test_the_head_of_state_is_the_president() -> None:
    text = (
        "President Oleh Koval met Ivan Petrenko, head of the harbour police.\n\n“We need more,” the head of state said."
    )
    assert last(text).name == "Oleh Koval"


def test_of_two_who_hold_an_office_the_one_who_spoke_last_goes_on() -> None:
    text = (
        "President Oleh Koval and President Ivan Petrenko met.\n\n“We need more,” Oleh Koval said of the bread.\n\n"
        "“And we need it now,” the president said."
    )
    assert last(text).name == "Oleh Koval"


def test_whoever_is_first_named_adding_to_a_roles_words_is_that_role() -> None:
    text = "An adviser to the mayor said the loss was “a threat”. Oleh Koval added: “I do not rule it out.”"
    assert [a.name for a in attributions(text)] == ["Oleh Koval", "Oleh Koval"]
    assert attributions(text.replace(" added:", " said:"))[0].name == "adviser to the mayor"


@pytest.mark.parametrize(
    ("kind", "name"), [("bank", "Zarya"), ("Moldovan investment bank", "Zarya"), ("newspaper", "BBC")]
)
def test_a_bank_is_no_outlet_and_a_newspaper_is_one(kind: str, name: str) -> None:
    text = f"Zarya has 200 staff there, according to the BBC.\n\n“We are leaving,” the {kind} said."
    assert last(text).name == name


def test_the_letters_of_a_printed_interview_name_nobody() -> None:
    text = "Q: “Will you stay?”\n\nA: “We will stay.”"
    assert [a.name for a in attributions(text)] == ["", ""]


@pytest.mark.parametrize("suffix", ["Jr.", "Sr.", "PhD"])
def test_what_a_comma_adds_to_a_name_is_no_name(suffix: str) -> None:
    assert last(f"“We are late,” John Kruk, {suffix}, said.").name == "John Kruk"
    known = last(f"“We are late,” said John Kruk, {suffix}, a town councillor.")
    assert (known.name, known.description) == ("John Kruk", "town councillor")
    assert last(f"“We are late,” said John Kruk, {suffix} student at Yale.").description == f"{suffix} student at Yale"


@pytest.mark.parametrize("seat", [", R-S.C.,", ", D-N.Y,", ", D-Calif.,", " (R-S.C.)", " (R-S.C)", " (D-Calif.)"])
def test_a_party_and_a_state_behind_a_name_are_no_sentence(seat: str) -> None:
    known = last(f"Sen. John Kruk{seat} told CNN that the plan was “late”.")
    assert (known.name, known.cue) == ("John Kruk", "told")


def test_an_initial_is_part_of_the_name() -> None:
    assert last("A. Koval said: “We stay.”").name == "A. Koval"


@pytest.mark.parametrize(
    ("whole", "short"),
    [("Serhiy Hrytsenko", "Gritsenko"), ("Andrii Yermak", "Ermak"), ("Mykhailo Podolyak", "Podoliak")],
)
def test_a_surname_spelt_another_way_is_the_same_person_s(whole: str, short: str) -> None:
    text = f"{whole}, the head of a town, spoke. It rained. “We rebuild the bridge,” {short} said."
    assert last(text).name == whole


def test_of_two_spellings_the_one_that_is_written_most_is_given() -> None:
    text = "Oleg Vetrov (left). Oleg Vetroff spoke on Monday. “We go on,” Vetroff said. Vetroff left."
    assert last(text).name == "Oleg Vetroff"


def test_the_first_noun_of_a_description_tells_whether_it_is_a_woman() -> None:
    women, men = ("widow", "mother", "sister", "daughter", "wife"), ("widower", "father", "brother", "son", "husband")
    for woman, man in product(women, men):
        assert last(f"Quill Rud, {woman} of a {man}, left. “We stay,” she said.").name == "Quill Rud"
        assert last(f"Quill Rud, {man} of a {woman}, left. “We stay,” he said.").name == "Quill Rud"


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("The road was “a ruin”, according to Olena Koval, a Red Cross coordinator.", "Red Cross coordinator"),
        ("The road was “a ruin”, according to Olena Koval, head of the port.", "head of the port"),
        ("The road was “a ruin”, according to Olena Koval, a setback for the Russian army.", ""),
        ("According to Olena Koval, the army had left. “It is a ruin,” Koval said.", ""),
    ],
)
def test_what_closes_a_sentence_behind_a_source_describes_it(text: str, description: str) -> None:
    assert last(text).description == description


@pytest.mark.parametrize("verb", ["commands the brigade", "studies the law", "sponsors a school", "partners his son"])
def test_a_name_ends_before_a_verb_that_looks_like_a_noun(verb: str) -> None:
    assert last(f"Olena Koval {verb}. “We hold,” Koval said.").name == "Olena Koval"


def test_a_noun_behind_a_name_that_no_article_follows_is_no_verb() -> None:
    assert last("Olena Koval supporters said they would “hold”.").name == "Olena Koval supporters"
    assert last("“We hold,” Olena Koval supporters this week said.").name == "Olena Koval supporters"
