"""Turns of phrase of agencies and broadcasters: sources, relays, shows. All persons are invented."""

import pytest

from model.labels import Kind
from model.quotes import scan
from tests.speakers.speaking import attributions, last


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Oleh Rud was in Lidne. According to him, Latvian troops used “motorcycles”.", "Oleh Rud"),
        ("Olena Rud was in Lidne. According to her, Latvian pilots have “tested the aircraft.”", "Olena Rud"),
        ("Oleh Rud was in Lidne. According to him, the mayor called it “a mistake”.", "mayor"),
    ],
)
def test_according_to_him_names_the_source_of_the_sentence(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Minister Jan Kruk has called the event “a road to nowhere,” according to the TASS news agency.", "Jan Kruk"),
        ("Minister Jan Kruk described the event as “a road to nowhere”, according to Reuters.", "Jan Kruk"),
        ("Minister Jan Kruk has called the event “a road to nowhere,” according to Olena Koval.", "Olena Koval"),
        ("The event was “a road to nowhere,” according to Reuters.", "Reuters"),
    ],
)
def test_an_agency_passes_on_what_somebody_called_it(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Jan Kruk, the mayor, at first called the reports “nonsense”, then blamed Latvian shelling.", "Jan Kruk"),
        ("Jan Kruk called it “nonsense,” then accused Latvian troops.", "Jan Kruk"),
        ("“It is nonsense,” then added Jan Kruk.", "Jan Kruk"),
    ],
)
def test_whom_somebody_then_blames_did_not_speak(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Jan Kruk was a minister. He remembered Emil Kast’s advice: “Get your families out.”", "Emil Kast"),
        ("Jan Kruk came. Kruk recalled Emil Kast's instructions: “Get your families out.”", "Emil Kast"),
    ],
)
def test_advice_is_whose_it_is(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Emil Kast, in an interview with NBC’s “Meet the Press,” said Lidne was open.", Kind.OTHER),
        ("Emil Kast told “Fox News Sunday” that Lidne was open.", Kind.OTHER),
        ("“It is open,” Emil Kast said on “Face the Nation” on Sunday.", Kind.OTHER),
        ("Emil Kast’s “Shut it down,” said twice, was heard.", Kind.PARTIAL),
    ],
)
def test_a_show_named_in_marks_is_nobodys_words(text: str, kind: Kind) -> None:
    assert scan(text)[-1].kind is kind


def test_a_show_named_in_marks_leaves_the_words_to_its_guest() -> None:
    text = "Emil Kast, in an interview with NBC’s “Meet the Press,” said Moscow had made “great concessions.”"
    assert last(text).name == "Emil Kast"


def test_the_verb_in_a_bodys_name_is_no_verb() -> None:
    text = "When he was asked on The Daily Show why he came, Lys said: “It is important to hear the many millions.”"
    assert last(text).name == "Lys"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "The statement was made by Governor Andrii Lys, Ukrinform reports.\n\n“No troops,” the post reads.",
            "Andrii Lys",
        ),
        (
            "Governor Andrii Lys said this on Telegram, Ukrinform reports.\n\n“No troops,” the post reads.",
            "Andrii Lys",
        ),
    ],
)
def test_a_post_is_not_the_agencys_that_reports_it(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "A US official told Reuters it was “true”.\n\nRetired US Army Col. Emil Kast said it was late.",
            "US official",
        ),
        (
            "A US official, granted anonymity, said it was “true”.\n\nUS State Department official Emil Kast spoke.",
            "US official",
        ),
        ("A US official said it was “true”.\n\nUS State Department official Emil Kast spoke.", "Emil Kast"),
    ],
)
def test_an_official_who_keeps_his_name_is_not_who_is_named_next(text: str, name: str) -> None:
    assert attributions(text)[0].name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Rev. Ivan Lys led the prayer. “God sees,” the priest said.", "Ivan Lys"),
        ("Father Ivan Lys led the prayer. “God sees,” the priest said.", "Ivan Lys"),
        ("Pastor Ivan Lys led the prayer. “God sees,” the clergyman said.", "Ivan Lys"),
        ("Mayor Ivan Lys led the way. “God sees,” the priest said.", "priest"),
    ],
)
def test_a_priest_is_who_was_called_reverend(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Buses came. NPR's Becca Lane was there.\n\nOut steps Olena Koval, a teacher.\n\n“It is late,” she says.",
            "Olena Koval",
        ),
        ("NPR's Becca Lane met Olena Koval.\n\n“It is late,” she says.", "Olena Koval"),
        ("NPR's Becca Lane said she saw buses. “It was late,” she said.", "Becca Lane"),
    ],
)
def test_a_reporter_who_met_somebody_is_no_she(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize("called", ["goes by the callsign Hrek", "goes by Hrek", "went by the call sign Hrek"])
def test_who_goes_by_a_name_bears_it(called: str) -> None:
    assert (
        last(f"A commander in the 93rd Brigade who {called} was asked what he hoped for. “Nothing,” he said.").name
        == "Hrek"
    )


def test_the_wife_of_somebody_is_nobody_who_spoke_before() -> None:
    text = "Ivanna Lys said it was “bad”. The wife of one of Latvia's negotiators wrote that she was “ashamed”."
    assert last(text).name == "wife"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CNN's Anna Berg was hurt. “I was lucky,” she said.", "Anna Berg"),
        ("Police held TASS's Pyotr Ilin. “I did nothing,” he said.", "Pyotr Ilin"),
        ("The Times's Anna Berg has been to the front. She returned. “It is grim,” she wrote.", "Anna Berg"),
    ],
)
def test_a_reporter_who_met_nobody_may_be_she(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Aides who called for calm were “ignored,” according to Reuters.", "Reuters"),
        ("Jan Kruk called Emil Kast, and the talk was “warm,” according to Interfax.", "Interfax"),
        ("Police called the search off after “several hours,” according to Interfax.", "Interfax"),
    ],
)
def test_who_calls_for_something_or_calls_somebody_said_nothing(text: str, name: str) -> None:
    assert last(text).name == name


def test_whoever_then_declares_has_spoken() -> None:
    assert last("“We agree,” then declared Jan Kruk, according to Reuters.").name == "Jan Kruk"


def test_a_statement_is_not_his_who_did_what_it_tells_of() -> None:
    text = "The Air Force reported that the strike was ordered by Emil Kast. “Four fell,” the statement reads."
    assert last(text).name == "Air Force"


@pytest.mark.parametrize("said", ["he would go on “Until Victory Comes.”", "they agreed on “Peace Through Strength.”"])
def test_what_one_goes_on_until_or_agrees_on_is_no_show(said: str) -> None:
    assert scan(f"Emil Kast said {said}")[-1].kind is Kind.PARTIAL


def test_a_father_of_somebody_is_no_priest() -> None:
    assert last("Her father Ivan Lys came home. “God sees,” the priest said.").name == "priest"


@pytest.mark.parametrize("name", ["Experts", "Russian Troops"])
def test_a_headline_has_verbs_with_capitals(name: str) -> None:
    assert last(f"{name} Say “The War Is Lost” In Video.").name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A fighter with the callsign Hrek came. “It is bad,” he said.", "Hrek"),
        ("A captain said his unit's callsign Hrek was known. “It is bad,” he said.", "captain"),
        ("A soldier told us a drone with the callsign Orel was lost. “It is bad,” he said.", "soldier"),
    ],
)
def test_a_callsign_names_who_is_with_it(text: str, name: str) -> None:
    assert last(text).name == name


def test_what_a_unit_goes_by_is_not_its_commander() -> None:
    assert last("A commander whose unit goes by Azov was there. “Nothing,” he said.").name == "commander"


@pytest.mark.parametrize("called", ["mother of two", "widow of a fallen soldier"])
def test_a_mother_of_two_is_who_spoke_before(called: str) -> None:
    assert last(f"Olena Lys said it was “bad”. “I wept,” the {called} said.").name == "Olena Lys"
