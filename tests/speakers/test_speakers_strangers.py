"""Turns of phrase of outlets that nothing was fitted on: regional papers, tabloids, features. All persons are invented.

Whom "one of the officials", "the company", "the PS", "the father-of-two", "the source" and "it reads" mean.
"""

import pytest

from tests.speakers.speaking import last

ONE = "“No,” one of the officials said. A ministry spokesman, Roman Koss, denied it. “Never,” Koss said."
LATE = "“We went,” Ivan Rud said. "


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"{ONE} “We wait,” the official said.", "official"),
        ("“We stay,” said one of the miners in Lviv.", "miner in Lviv"),
        ("The ship, an EU official said, was late. One of the sailors, met ashore, wept. “Late,” he said.", "sailor"),
        ("Marek Nowak told reporters that it was late. EU officials hope. “We wait,” said one.", "one EU official"),
        ("Marek Nowak told reporters it was “late”. “We wait,” said another.", "another"),
    ],
)
def test_one_of_several_is_one(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Halvenko, Ukraine's grain company, denied it. “A lie,” the company said.", "Halvenko"),
        ("The company, Halvenko Corp., had lost. “We are glad,” it said.", "Halvenko Corp"),
        ("The Halve Agency froze work with Grano, Ukraine's grain agency. “Sad,” the agency said.", "Halve Agency"),
        ("In Lviv, the company, which grew, spoke. “We are glad,” the company said.", "company"),
        ("Halvenko's team at the plant heard shots. “All is well,” it reported.", "Halvenko's team"),
    ],
)
def test_a_firm_has_the_name_beside_it(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Principal Secretary Mercy Nyabok spoke. “Calm down,” the PS said.", "Mercy Nyabok"),
        ("Principal Secretary Mercy Nyabok spoke. “Calm down,” the CS said.", "CS"),
        ("Gary Thistlow, 54, drove for days. “I was calm,” joked the dad-of-three.", "Gary Thistlow"),
        ("Donna Thistlow, 54, drove for days. “I was calm,” joked the dad-of-three.", "dad-of-three"),
        ("Men came, and Stepan Lys hid.\n\n“I am no coward,” the 33-year-old welder told us.", "Stepan Lys"),
        ("Gary Thistlow drove for days. A pal of Gary's said: “He is calm.”", "pal of Gary"),
    ],
)
def test_titles_by_their_letters_and_parents_by_their_children(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Tanks burn near Lyman, a source in the forces told the agency. “Four,” the interlocutor said.",
            "source in the forces",
        ),
        (
            f"{LATE}An official of the ministry said it was late. “We wait,” the source added.",
            "official of the ministry",
        ),
        (
            f"{LATE}An aide of the mayor left. “We wait,” said a source familiar with the plan.",
            "source familiar with the plan",
        ),
        (f"{LATE}A militiaman who would not give his name said they were well. “We ate,” he said.", "militiaman"),
        (f"{LATE}A sailor said he had slept. “We ate,” he said.", "sailor"),
        (f"{LATE}A nurse held his hand. “We ate,” he said.", "Ivan Rud"),
    ],
)
def test_whoever_has_no_name_keeps_none(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The letter was dated 3 May and signed by Fedir Hnat. “My dear,” it begins.", "Fedir Hnat"),
        ("The order came. It was signed by Fedir Hnat. “All must leave,” it reads.", "Fedir Hnat"),
        ("Teachers wept. “All must leave,” says the order, signed by the head of the city, Fedir Hnat.", "Fedir Hnat"),
        (
            "A report published on Thursday by the Lantern Institute is out. “It is late,” the report says.",
            "Lantern Institute",
        ),
        ("The bank of Norland met. Its last statement called growth “low”.", "bank of Norland"),
        ("His letter from Fedir Hnat said: “All is well.”", "Fedir Hnat"),
    ],
)
def test_a_paper_is_whose_hand_it_bears(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A letter, sent by a firm, said deals were signed by Fedir Hnat. “It is late,” it said.", "letter"),
        ("A statement on the law signed by Fedir Hnat came. “It is late,” the statement said.", "statement"),
        ("The agreement was signed by Fedir Hnat and Olena Kell. “All must leave,” it says.", "agreement"),
        ("The poem was printed in a paper. “Home is a field,” it reads.", "poem"),
        ("The embassy sent a note. The council replied in a letter. “We reject it,” it reads.", "council"),
    ],
)
def test_a_hand_under_another_thing_is_not_the_papers(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The energy ministry spoke. The crew left at noon. “All is well,” it said.", "energy ministry"),
        ("The navy found the tanker. The tanker's crew was well. “All is well,” it said.", "navy"),
        ("Foreign Minister Roman Koss met the FM of France. “All is well,” the FM said.", "FM"),
        (
            "A source in the police said it was late. An official in Moscow denied it. “Now,” the source said.",
            "source in the police",
        ),
        ("An officer was hurt. “It was a bomb,” the source said.", "source"),
        ("One of the officials, Ivan Rud, left. “It is late,” he said. “Go,” the official added.", "Ivan Rud"),
        ("One of the officials of Lviv, Ivan Rud, left. “Late,” he said. “Go,” the official added.", "Ivan Rud"),
        ("“It is late,” one of the ministry's officials said.", "ministry's official"),
        ("One of the sailors wept. “We go on,” they said.", "sailor"),
        ("Two reporters were held. “They hit me,” one said. “And me,” another said.", "another reporter"),
    ],
)
def test_short_words_mean_nobody_who_was_only_passed_by(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    "told",
    [
        "Ivan Rud was hurt. A doctor said he would live.",
        "Ivan Rud gave up. A doctor said he was strong.",
        "Ivan Rud hid. A neighbour gave away his name.",
        "Ivan Rud hid. A guard wrote down his name.",
        "Ivan Rud lost. A rival took his job.",
    ],
)
def test_he_of_whom_a_newcomer_speaks_is_who_was_there_before(told: str) -> None:
    assert last(f"{told} “I feel fine,” he said.").name == "Ivan Rud"


def test_who_asked_takes_nothing_from_who_answers() -> None:
    text = "“I make tea,” says a baker.\n\n“And then?” I ask.\n\n“Then I drink it,” he says."
    assert last(text).name == "baker"


def test_q_and_a_is_nobody() -> None:
    assert last("Q&A: “We learned”\n\nOstap Lys leads a brigade.").name != "Q"


def test_a_dateline_is_not_told_of_what_follows_its_dash() -> None:
    told = last("MELBOURNE — Ukrainian player Olha Tymko beat a Russian. “Hard,” the Russian said.")
    assert told.name == "Russian"


def test_by_whom_a_paper_was_seen_says_nothing_of_its_writer() -> None:
    told = last("The paragraph, which was seen by this reporter, reads: “All must leave.”")
    assert told.name != "reporter"
