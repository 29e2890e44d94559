"""Who speaks where the text runs on: newcomers, counterparts, epithets, clauses. All persons are invented."""

import pytest

from tests.speakers.speaking import attributions, last


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Oleh Vovkodav said the road was open. A soldier laughed. “It is fine,” he said.", "soldier"),
        ("Oleh Vovkodav said calls had tripled. Another farmer hid for a month. “I learned,” he said.", "farmer"),
        (
            "“It is open,” Oleh Vovkodav said. His deputy, Ivan Rud, is not so sure. “It is closed,” he said.",
            "Ivan Rud",
        ),
        ("“It is open,” Oleh Vovkodav said.\n\nA man shook his head. “It is closed,” he said.", "man"),
        ("Ivan Rud left in May. His wife stayed. “I sow potatoes,” she said.", "Ivan Rud's wife"),
        ("A former teacher and boxer, Oleh Vovkodav leads a battalion. “We go on,” he wrote.", "Oleh Vovkodav"),
    ],
)
def test_who_has_just_come_in_is_the_one_that_speaks(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“No,” said Ivan Rud, the defendant. “Sit down,” the judge said.", "judge"),
        ("“No,” said Ivan Rud, a patient. “Yes,” said the doctor.", "doctor"),
        ("Ivan Rud told the court: “No.” The prosecutor told reporters the night was “fine”.", "prosecutor"),
        ("“No,” said Ivan Rud, a doctor from Kyiv. He left. “I will come back,” the doctor said.", "Ivan Rud"),
    ],
)
def test_a_counterpart_is_not_whoever_spoke_last(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ivan Rud said depots were empty. “Somebody has to make it,” the former officer said.", "Ivan Rud"),
        ("Olena Rud and her husband, Ihor, left. “It is cold,” her husband says.", "Ihor"),
        (
            "Lt. Col. Brooks Hathorne spoke.\n\nStaff Sgt. Renata Dominguez grinned. “He is fine,” the sergeant said.",
            "Renata Dominguez",
        ),
        ("A soldier with the call sign Lantern spoke. “We count in meters,” the soldier said.", "Lantern"),
        ("Serhii “Badger” Omelianets repairs boards. “You get to know them,” Badger says.", "Serhii Badger Omelianets"),
        ("His commander, a Ukrainian called Bear, said: “He fixed it.”", "Bear"),
        ("A sapper named Ivan, from Dnipro, said: “It is fine.”", "Ivan"),
        ("The agency's deputy head, the engineer Oleh Vovkodav, said: “I hope.”", "Oleh Vovkodav"),
        ("His predecessor, the late Mayor Oleh Vovkodav, said: “I hope.”", "Oleh Vovkodav"),
        ("The minister, a former boxer named Oleh Vovkodav, said the bridge was “open”.", "Oleh Vovkodav"),
        ("“It is open,” said one of the drivers, Oleh Vovkodav.", "Oleh Vovkodav"),
        ("“It is open,” said one of the country's top officials, Oleh Vovkodav.", "Oleh Vovkodav"),
        ("“It is open,” said the older of them, Oleh Vovkodav.", "Oleh Vovkodav"),
        ("“It is open,” said one of the drivers, in tears.", "driver"),
        ("“It is open,” said another of the women at the gate.", "women"),
        ("“It is open,” said one of them.", "one"),
        ("“It is open,” said one of the Ukrainians.", "Ukrainians"),
        ("“It is open,” said most of Kyiv.", "most"),
    ],
)
def test_roles_are_given_their_names(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ivan Rud condemned what Moscow calls a “special operation”.", "government of Russia"),
        ("Ivan Rud supports what Russia calls its “special operation”.", "Russia"),
        ("Ivan Rud wrote a letter that officials said was “false”.", "officials"),
        ("Ivan Rud published a map that the ministry described as “false”.", "ministry"),
        ("Ivan Rud had posted a film that, according to investigators, “discredited” the army.", "investigators"),
        ("Ivan Rud said in an address that the deals offered “a chance”.", "Ivan Rud"),
    ],
)
def test_words_in_a_clause_are_those_of_its_own_subject(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ivan Rud was fined. The ministry declined to comment, saying it was “a private matter”.", "ministry"),
        ("Ivan Rud left. Russia withdrew from the deal, saying it was “unfair”.", "Russia"),
        ("“No,” Ivan Rud said. Halyna Kell visited the fair, calling it “a feast”.", "Halyna Kell"),
        (
            "The presidents of Poland and Lithuania said the talks were “useful”.",
            "presidents of Poland and Lithuania",
        ),
        ("Residents of Kharkiv and Odesa said the night was “loud”.", "Residents of Kharkiv and Odesa"),
        ("Procter & Gamble said the move was “temporary”.", "Procter & Gamble"),
        ("“We stay,” said Ukrainian artillerymen.", "Ukrainian artillerymen"),
    ],
)
def test_who_opens_the_sentence_speaks(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    "text",
    [
        "Ukrainian President Oleh Vovkodav met soldiers near Kharkiv. “We will win,” he said.",
        "Oleh Vovkodav hosted leaders. “We will win,” he said.",
        "Ukraine’s Oleh Vovkodav joined reporters. “We will win,” Vovkodav said.",
    ],
)
def test_a_name_does_not_swallow_the_verb_behind_it(text: str) -> None:
    assert last(text).name == "Oleh Vovkodav"


def test_two_who_speak_together_are_both_named() -> None:
    text = "Ivan Rud and Olena Kell said the bridge was “open”. “We stay,” they added. “So do I,” said Pavlo Honta."
    assert [one.name for one in attributions(text)] == [*["Ivan Rud and Olena Kell"] * 2, "Pavlo Honta"]
    assert last("“It is open,” said Ivan Rud and Olena Kell.").name == "Ivan Rud and Olena Kell"
    aside = "Ivan Rud and Olena Kell, economists at the institute, said Poland’s harvest was “a miracle”."
    assert last(aside).name == "Ivan Rud and Olena Kell"
    apart = "Ivan Rud said it was “open” and Olena Kell said it was “closed”."
    assert [one.name for one in attributions(apart)] == ["Ivan Rud", "Olena Kell"]


def test_nobody_is_named_without_any_confidence() -> None:
    found = last("“We locked eyes,” he said.")
    assert (found.name, found.cue, found.confidence) == ("", "said", 0.0)


def test_an_it_is_a_body_or_nobody() -> None:
    spoke = "“They are needed,” said Folasade Adeyinka, the agency's deputy director.\n\n"
    assert last(spoke + "The agency “will start with ten staff”, it said in a statement.").name == "agency"
    assert not last("“We go,” Ivan Rud said.\n\n“No comment,” it said in a statement.").name


@pytest.mark.parametrize(
    "dateline",
    ["KYIV — ", "KHARKIV, Ukraine (AP) — ", "Lviv, Ukraine – ", "WARSAW, Sept. 14 (Xinhua) -- ", "In Lviv, Ukraine, "],
)
@pytest.mark.parametrize("epithet", ["the 27-year-old", "the woman"])
def test_a_dateline_hides_nobody(dateline: str, epithet: str) -> None:
    assert last(f"{dateline}Olena Koval had two exams left. “I promised it,” {epithet} said.").name == "Olena Koval"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Karl Berg, a German volunteer, arrived. “It is warm,” the German said.", "Karl Berg"),
        ("Karl Berg arrived. “It is warm,” the German said.", "German"),
        (
            "Ivan Rud posted a video of a captured Russian soldier. “I drove a van,” the man says.",
            "captured Russian soldier",
        ),
        ("Ivan Rud posted a call between a pilot and his wife. “We have no boots,” he says.", "pilot"),
        ("Oleh Koval had to call a doctor. “My leg was gone,” he said.", "Oleh Koval"),
        ("Oleh Koval saw a video of a captured soldier being shot. “We will find them,” he said.", "Oleh Koval"),
        ("Olena Koval, 19, skated first. “It was fun,” the teenager said.", "Olena Koval"),
        ("Olena Koval, 39, skated first. “It was fun,” the teenager said.", "teenager"),
        (f"Olena Koval, {'9' * 5000}, skated first. “It was fun,” the teenager said.", "teenager"),
        ("Karl Berg, 74, skated first. “It was fun,” the pensioner said.", "Karl Berg"),
        (
            "Rep. Marcy Dellacourt spoke.\n\n“They saw it,” Bohdan Zhuk said. “So did I,” the congresswoman said.",
            "Marcy Dellacourt",
        ),
    ],
)
def test_an_epithet_means_whom_it_fits(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    "who",
    [
        "A sergeant who goes by the call sign “Badger” nodded.",
        "The soldier, known as “Badger,” nodded.",
        "A drone pilot, call sign “Badger,” nodded.",
        "A soldier nicknamed “Badger” nodded.",
        "The commander, who goes by the call sign Badger, nodded.",
        "A sergeant, callsign Badger, nodded.",
    ],
)
def test_a_call_sign_is_a_name(who: str) -> None:
    assert last(f"{who} “We wait,” he said.").name == "Badger"


def test_words_said_with_a_call_sign_are_not_the_call_sign() -> None:
    [only] = attributions("A soldier with the call sign “Badger” said: “We wait.”")[1:]
    assert only.name == "Badger"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "“It is safe,” Olena Koval said.\n\nA railway spokeswoman said roads were icy.\n\n“It is clear,” she said.",
            "railway spokeswoman",
        ),
        (
            "“It is safe,” Olena Koval said.\n\nThe State Emergency Service spoke. “It is shut,” the statement says.",
            "State Emergency Service",
        ),
        ("Northern Lights, a charity, was not satisfied. “Planned by whom?” the charity asked.", "Northern Lights"),
        ("A medic with a Kharkiv accent said: “We go.”", "medic with a Kharkiv accent"),
        ("In Kyiv sits Bill Carver, an American teacher. “It is warm,” he says.", "Bill Carver"),
    ],
)
def test_what_the_sentence_before_brings_in_counts(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize("first", ["A", "Then a"])
@pytest.mark.parametrize("end", ["And so they all left", "And so they were told"])
def test_neither_the_first_word_of_an_article_nor_its_last_decides(first: str, end: str) -> None:
    text = f"{first} general came late. Ivan Rud said that it was cold. “We go on,” the general said. {end}"
    assert [one.name for one in attributions(text)] == ["general"]


@pytest.mark.parametrize("end", ["And so they all left", "And so they were told"])
def test_the_last_word_of_an_article_does_not_reach_its_first(end: str) -> None:
    text = f"The general came late. Ivan Rud said that it was cold. “We go on,” the general said. {end}"
    assert last(text).name == "Ivan Rud"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("In Brussels, Hungary blocked the aid, calling it “a mistake”.", "Hungary"),
        ("At the UN, Russia vetoed the text, saying it was “a lie”.", "Russia"),
        ("US ambassador Karl Berg visited Lviv. On Monday the US said the move was “a mistake”.", "United States"),
        ("UN envoy Anna Berg spoke on Monday. The UN said the move was “wrong”.", "United Nations"),
        ("Olena Koval fell ill. A friend drove her to hospital. “I was in shock,” she said.", "Olena Koval"),
        ("Oleh Koval runs a shop. A soldier stopped him at noon. “I was afraid,” he said.", "Oleh Koval"),
        ("Oleh Koval came home in May. A nurse held his hand. “I was afraid,” he said.", "Oleh Koval"),
        ("Oleh Koval runs a bakery. A customer died in the blast. “I knew him well,” he said.", "Oleh Koval"),
        ("“It is open,” Oleh Koval said. His neighbour, Petro Bondar, was killed. “We met,” he said.", "Oleh Koval"),
        ("Grid operator Ukrenergo said the night was “hard”. “Repairs go on,” it added.", "Ukrenergo"),
        ("“It is grave,” said Olena Kell, a cardiologist. She left. “I come back,” the doctor said.", "Olena Kell"),
        ("Karl Hill met reporters. Later Anna Gill came and sat. “It is cold,” Hill said.", "Karl Hill"),
        ("“It is open,” said Ted Marlowick of Dearborn, Michigan.", "Ted Marlowick"),
        ("“We stay,” said Ivan Rud and Olena Kell agreed.", "Ivan Rud"),
        ("NATO Secretary General Karl Berg – a former premier – said: “It is open.”", "Karl Berg"),
        ("Members of the council and Mayor Ivan Rud said the road was “open”.", "Ivan Rud"),
        ("Tahar ben Jallo said it was “cold”.", "Tahar ben Jallo"),
        ("Rep. Marcy Dellacourt met voters. The diplomat left. “It went well,” the diplomat said.", "diplomat"),
    ],
)
def test_what_is_new_in_a_text_takes_nothing_from_whom_it_tells_of(text: str, name: str) -> None:
    assert last(text).name == name
