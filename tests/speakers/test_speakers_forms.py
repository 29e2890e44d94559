"""Less common forms of attribution, offices, marks and asides. All persons are invented."""

import pytest

from model.quotes import scan
from model.speakers import attribute
from tests.speakers.speaking import attributions, first, mention


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“We will rebuild it,” saidIvan Petrenko on Monday.", "Ivan Petrenko"),
        ("“We will rebuild it,” said the 44-year-old Ivan Petrenko.", "Ivan Petrenko"),
        ("The agency quoted Ivan Petrenko, an official of the town, saying: “We will rebuild it.”", "Ivan Petrenko"),
        ("The agency reported Ivan Petrenko as saying “we will rebuild it”.", "Ivan Petrenko"),
        (
            "Ivan Petrenko, a critic of the plan who heads the council, wrote that it was a “bridge to nowhere”.",
            "Ivan Petrenko",
        ),
        ("A letter from Ivan Petrenko said the bridge “will be rebuilt by May”.", "Ivan Petrenko"),
        ("“We will rebuild it,” according to a statement released by the road agency.", "road agency"),
        ("“We will rebuild it,” a source familiar with the council said.", "source familiar with the council"),
        ("Ivan Petrenko last week called it a “bridge to nowhere”.", "Ivan Petrenko"),
        ("Work stops.15.40 Ivan Petrenko, later joined by Marchuk, told the council: “We are poor.”", "Ivan Petrenko"),
    ],
)
def test_less_common_forms_name_their_speaker(text: str, name: str) -> None:
    assert first(text).name == name


def test_who_told_is_meant_by_the_next_pronouns() -> None:
    text = (
        "Olha Marchuk met Ivan Petrenko on Monday. “There is no money,” Petrenko said.\n\n"
        "Taras Bondar, a member of the council, wrote that he hoped for a loan.\n\n“We will find it,” he said."
    )
    assert attributions(text)[1].name == "Taras Bondar"


def test_an_office_can_be_meant_by_a_pronoun() -> None:
    text = (
        "Ivan Petrenko, the mayor, met Taras Bondar on Monday. “There is no money,” Bondar said.\n\n"
        "The mayor was on a tour of the river. Speaking on the bank, he said: “We will rebuild it.”"
    )
    assert attributions(text)[1].name == "Ivan Petrenko"


def test_the_office_of_another_is_not_that_of_a_namesake() -> None:
    text = (
        "Ivan Petrenko, a spokesman for the bank, came on Monday. “It is safe,” he said.\n\n"
        "“We will rebuild it,” the mayor's spokesman said."
    )
    assert attributions(text)[1].name == "mayor's spokesman"


def test_letters_after_a_name_belong_to_it() -> None:
    text = "Ivan Petrenko QC opened the inquiry on Monday.\n\n“The bridge was old,” Mr Petrenko said."
    assert first(text).name == "Ivan Petrenko QC"


def test_initials_lead_to_the_name_that_they_stand_for() -> None:
    text = "The River Times printed a map on Monday.\n\n“The bridge is old,” the RT said."
    assert first(text).name == "River Times"


@pytest.mark.parametrize(
    "text",
    [
        "Prices would “fall by half”, warned the bank’s chief economist Ivan Petrenko – and so it came.",
        "Ivan Petrenko, an adviser to the regional governor, Oleh Bondar, said on Tuesday: “The bridge is open.”",
        "Ivan Petrenko, the mayor, said Moldova, which sells apples, was “a good neighbour”.",
    ],
)
def test_words_after_a_verb_are_its_subject_only_where_nobody_stands_before(text: str) -> None:
    assert first(text).name == "Ivan Petrenko"


def test_a_spokesman_for_a_town_is_not_the_town() -> None:
    text = "A spokesman for the town said: “We are open.”"
    found = first(text)
    assert (mention(text, found), "spokesman" in found.name) == ("A spokesman", True)


@pytest.mark.parametrize("opening", ["Shops", "Shops in the town"])
def test_a_plural_noun_that_opens_a_sentence_is_nobodys_name(opening: str) -> None:
    text = f"Ivan Petrenko opened a bakery. {opening} said they were “full of bread”. “We will wait,” he said."
    assert [a.name for a in attributions(text)] == ["Shops", "Ivan Petrenko"]


def test_a_place_or_an_adverb_is_nobody_whom_he_means() -> None:
    text = "Ivan Petrenko came home. Often it rained in Dolyna. “We will wait,” he said."
    assert first(text).name == "Ivan Petrenko"


def test_a_caption_in_brackets_does_not_run_into_the_next_sentence() -> None:
    text = "The mayor was called in over the fire (Olha Bondar)Last month Ivan Petrenko said it was “a warning”."
    assert first(text).name == "Ivan Petrenko"


def test_the_character_that_stands_for_a_quotation_may_stand_in_the_text() -> None:
    text = "\x01 “\x01” said \x01 Ivan Petrenko. “We wait,” he said.\x01"
    assert attribute(text, scan(text))[-1].name == "Ivan Petrenko"


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("At a dinner held by Japan, this year’s chair of the club, Petrenko said: “We will rebuild it.”", ""),
        ("After talks with Anna Bell, the chair of the club, Petrenko said: “We will rebuild it.”", ""),
        ("At a dinner in Japan, the chair of the club, Petrenko, said: “We will rebuild it.”", "chair of the club"),
        ("Visiting Lyon, the chair of the club, Petrenko said: “We will rebuild it.”", "chair of the club"),
        ("On Tuesday, chair of the club, Petrenko said: “We will rebuild it.”", "chair of the club"),
        ("“We will rebuild it,” the chair of the club, Ivan Petrenko said.", "chair of the club"),
        ("Petrenko, United Nations coordinator in Lidne, said: “We stay.”", "United Nations coordinator in Lidne"),
    ],
)
def test_an_aside_on_what_stands_before_it_is_not_the_speakers(text: str, description: str) -> None:
    assert first(text).description == description


@pytest.mark.parametrize(
    ("introduction", "office", "name"),
    [
        ("Mykola Dubko, a Ukrainian lawmaker, told", "lawmaker", "Mykola Dubko"),
        ("Mykola Dubko, 45, a builder, told", "builder", "Mykola Dubko"),
        ("Olena Marchuk, an official in Sumy, told", "official", "Olena Marchuk"),
        ("Mykola Dubko, an engineer from Sumy, told", "engineer", "Mykola Dubko"),
    ],
)
def test_an_aside_on_a_name_is_no_nameless_role(introduction: str, office: str, name: str) -> None:
    pronoun = "she" if "Olena" in name else "he"
    text = (
        f"{introduction} reporters the city would hold. “It will hold,” {pronoun} said.\n\n"
        f"“We heard it all,” the {office} said."
    )
    assert attributions(text)[1].name == name


@pytest.mark.parametrize(
    "text",
    [
        "“We ran,” said Ivan Kruk, 45. Oleh Koval, 46, nodded. “And saw it all.”",
        "“We ran,” said Ivan Kruk, who is 45. Oleh Koval, 46, nodded. “And saw it all.”",
        "“We ran,” said Ivan Kruk. Oleh Koval, 46, who lost 1,200.50 hryvnias, nodded. “And saw it all.”",
    ],
)
def test_a_number_does_not_hold_the_mark_after_it(text: str) -> None:
    assert attributions(text)[1].name == "Oleh Koval"


@pytest.mark.parametrize("opener", ["But ", "And ", "While ", "Yet ", "Earlier ", "On Monday ", "Last week "])
@pytest.mark.parametrize("aside", ["a mayor in Sumy", "45, a mayor", "mayor of Sumy"])
def test_what_opens_a_sentence_does_not_make_an_aside_the_speaker(opener: str, aside: str) -> None:
    assert first(f"{opener}Ivan Kruk, {aside}, said they were “full of bread”.").name == "Ivan Kruk"


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("&quot;", "&quot;"),
        ("&#34;", "&#34;"),
        ("&ldquo;", "&rdquo;"),
        ("&#8220;", "&#8221;"),
        ("&#x201C;", "&#x201D;"),
        ("&laquo;", "&raquo;"),
        ("&lsaquo;", "&rsaquo;"),
        ("&amp;quot;", "&amp;quot;"),
    ],
)
def test_entities_are_marks_like_any_other(opening: str, closing: str) -> None:
    text = f"{opening}We sleep,{closing} Oleh Koval told a reporter. {opening}We eat.{closing} It rained."
    found = attributions(text)
    assert [(a.name, mention(text, a)) for a in found[:1]] == [("Oleh Koval", "Oleh Koval")]
    literal = attributions(text.replace(opening, "“").replace(closing, "”") if opening != closing else text)
    assert [a.name for a in found] == [a.name for a in literal]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“Two drones fell,” Moldova&#8217;s energy ministry said.", "Moldova's energy ministry"),
        ("“Two drones fell,” Moldova&rsquo;s energy ministry said.", "Moldova's energy ministry"),
        ("“Two drones fell,” Kira O&#39;Koval said.", "Kira O'Koval"),
        ("“Two drones fell,” said Oleh&nbsp;Koval &mdash; and left.", "Oleh Koval"),
    ],
)
def test_an_entity_does_not_break_the_words_beside_it(text: str, name: str) -> None:
    assert first(text).name == name


@pytest.mark.parametrize("dash", ["—", "–", "-", "&mdash;"])
@pytest.mark.parametrize("gap", ["\n", "\n\n", " "])
def test_a_dash_may_name_the_speaker_on_a_line_of_its_own(gap: str, dash: str) -> None:
    assert first(f"“We sleep.”{gap}{dash} Oleh Koval, mayor of Lyman").name == "Oleh Koval"


def test_a_dash_that_opens_an_item_of_a_list_names_nobody() -> None:
    assert first("- The report says “we sleep”\n- Oleh Koval, mayor of Lyman, is ill").name == "report"
