"""Whose words they are where a clause, a passive or a relay stands between. All persons are invented."""

import pytest

from model.speakers import Attribution
from tests.speakers.speaking import attributions, last

_EARLIER = """An EU official spoke. The EU diplomat said it would target the “shadow fleet”.

Background: Earlier, Jan Havel, vice president of the European Union’s council, confirmed the plan."""


@pytest.mark.parametrize(
    "text",
    [
        "Ivan Petrenko was charged with “discrediting the army”.",
        "Ivan Petrenko, 45, has been sentenced to ten years for “spreading false information”.",
        "Ivan Petrenko was accused Thursday of disseminating “deliberately false information” about the army.",
        "Ivan Petrenko is known as “the butcher”.",
        "Ivan Petrenko was asked whether he was “afraid”.",
        "Consumers have also been warned that charges could become the norm “well into 2024”.",
        "“No,” said Olha Melnyk, a neighbour.\n\nIvan Petrenko was charged with “discrediting the army”.",
    ],
)
def test_what_is_done_to_somebody_is_nobody_s_words_rather_than_theirs(text: str) -> None:
    assert last(text) == Attribution()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ivan Petrenko was charged by the court with “high treason”.", "court"),
        ("Prosecutors said Ivan Petrenko was accused of “high treason”.", "Prosecutors"),
        ("Ivan Petrenko was charged with “high treason”, prosecutors said.", "prosecutors"),
        ("Ivan Petrenko, who was arrested in May, said he was “tired”.", "Ivan Petrenko"),
        ("Ivan Petrenko was fined for shouting “no to war” in the square.", "Ivan Petrenko"),
        ("Ivan Petrenko was quoted as saying “we will win”.", "Ivan Petrenko"),
        ("Ivan Petrenko was elected on Sunday: “I will serve all.”", "Ivan Petrenko"),
    ],
)
def test_a_passive_does_not_silence_who_speaks(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mr Zakhariev added: “There are three thousand of them,” according to the Daily Planet.", "Zakhariev"),
        (
            "Pavlo Hrytsenko came to London. “We know who gives orders,” he said, according to a wire.",
            "Pavlo Hrytsenko",
        ),
        ("“You had no choice,” Ivan Karimi told the minister, according to his office.", "Ivan Karimi"),
        ("According to a transcript released by the Daily Planet, one guard tells his wife: “It is cold.”", "guard"),
        ("“There are three thousand of them,” according to the Daily Planet.", "Daily Planet"),
        ("“We go on now,” Ivan Petrenko told Reuters, per Axios.", "Ivan Petrenko"),
        ("The plan is “dead on arrival”, per Axios.", "Axios"),
        ("Jan Kruk was described as “a liar”, according to Olena Koval.", "Olena Koval"),
        ("Olha Lys met Jan Kruk on Monday. Olena Koval quoted him as saying: “Pray more.”", "Jan Kruk"),
        ("Olena Koval met them. Jan Kruk quoted her as saying that they should “pray more”.", "Olena Koval"),
    ],
)
def test_who_passes_words_on_did_not_say_them(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            (
                "Dmitri Pashkov said that Russia agreed, after the Chinese minister, Li Fang, warned the US envoy, Joe"
                " Brandon, against “playing with fire” over the island."
            ),
            "Li Fang",
        ),
        (
            "Oleh Koval has come to Kyiv, as the mayor of Lviv, Ihor Bondar, urged the council to stop “its games”.",
            "Ihor Bondar",
        ),
        (
            "Anton Blinker met them. He said the US would go on, following Jon Barden’s comment that “all is lost”.",
            "Jon Barden",
        ),
        (
            "Oleh Koval stays in the capital, despite Ihor Bondar warning that the army is out to “decapitate” it.",
            "Ihor Bondar",
        ),
        ("The minister, whom deputy Ihor Lys accused of “selling out,” resigned.", "Ihor Lys"),
        ("Riot police used water cannon, with some in the crowd shouting “down with the law”.", "crowd"),
        (
            "Mr Ferretti telephoned the Russian president on Thursday to warn him of the “serious consequences”.",
            "Ferretti",
        ),
    ],
)
def test_the_clause_that_leads_up_to_the_words_has_the_speaker(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("he was asked.", ""),
        ("Olena Koval was asked on Monday.", ""),
        ("Olena Koval was asked by a reporter.", "reporter"),
        ("Olena Koval asked when she was asked about it.", "Olena Koval"),
    ],
)
def test_who_was_asked_did_not_ask(asked: str, name: str) -> None:
    assert attributions(f"“What now?” {asked} “We wait,” Olena Koval said.")[0].name == name


def test_who_tells_what_somebody_in_office_said_does_not_hold_it() -> None:
    assert last("Olena Koval, a nurse, said the mayor called it “a lie”.").description == "nurse"


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Roman Tkach shouted “get down” at dawn.", "Roman Tkach"),
        ("that his driver, Roman Tkach, had shouted “get down” at dawn.", "Roman Tkach"),
        ("her neighbour, Ivan Dudka, called the soldiers “boys”.", "Ivan Dudka"),
        ("officials had told him that “nothing works”.", "officials"),
        ("Ivan Dudka was calling “every hour”.", "Olena Koval"),
        ("Ivan Dudka would call it “a lie”.", "Olena Koval"),
        ("Ivan Dudka never called it “a lie”.", "Olena Koval"),
        ("Ivan Dudka spoke of peace in a “vile” way.", "Olena Koval"),
        ("Ivan Dudka asked for more and “would have paid”.", "Olena Koval"),
        ("Ivan Dudka, who had called, was “dead”.", "Olena Koval"),
    ],
)
def test_who_tells_what_somebody_else_said_did_not_say_it(told: str, name: str) -> None:
    assert last(f"Olena Koval said {told}").name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The chairman of the public inquiry into the death of Anton Levitsky has said it was “murder”.", "chairman"),
        ("Since the start of the war Ivan Petrenko has said it was “murder”.", "Ivan Petrenko"),
        ("Papers from early 2016 seen by the Guardian suggested a “mentally unstable” candidate.", "Papers"),
        ("On Wednesday, the G20 group of rich nations declared that it would have “grave implications”.", "G20 group"),
        ("A tweet from Petro Danchuk, translated into English, says: “The list has been edited.”", "Petro Danchuk"),
        ("Indeed, Russia Today describes him as an “endlessly quotable” guest.", "Russia Today"),
        ("“It is late,” said the opera's conductor, Oleh Koval.", "Oleh Koval"),
        ("“It is late,” said the Security Service of Ukraine's spokesman, Oleh Koval.", "Oleh Koval"),
        ("The Border Agency of Poland's spokesman Oleh Koval said it was “late”.", "Oleh Koval"),
        ("“It is late,” recalls the British potter.", "British potter"),
        ("“Stop here,” Oleh Koval told the driver. “I can't,” the driver said.", "driver"),
        ("“It is late,” the mayor, a former boxer, said.", "mayor"),
        ("Mohammed Salim, having lost a tooth, said it was “late”.", "Mohammed Salim"),
        ("Oleh Koval and adviser to the mayor, Jan Kruk, said it was “late”.", "Jan Kruk"),
        ("“Turn back,” one of the rebels at the checkpoint near Torez told the team.", "rebel"),
        ("• Andriy Lupenko has refused• Ivan Halenko told police he drank “three mouthfuls” of tea.", "Ivan Halenko"),
    ],
)
def test_the_head_of_a_long_subject_speaks(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    "told", ["learned it from the road signs", "guessed it from the doctor's notes", "had heard the teacher's calls"]
)
def test_what_ends_the_paragraph_before_does_not_speak(told: str) -> None:
    assert last(f"Anna Chub slept, but she {told}.\n\n“We knew then.”").name in ("Anna Chub", "")


def test_what_ends_the_paragraph_before_may_lead_up_to_the_words() -> None:
    assert last("On Monday came the president's answer.\n\n“We will not surrender.”").name == "president"


def test_a_holiday_says_nothing() -> None:
    answer = last("The town will cancel its Victory Day parade due to “security issues.”")
    assert "Victory" not in answer.name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            (
                "Oleh Koval came. “We must resist,” he said.\n\nThe Romanian journalist also noted a thing. "
                "“It is important,” the Romanian journalist emphasized."
            ),
            "Oleh Koval",
        ),
        (
            (
                "An independent investigative organization was hacked. Now, CNE said: “The navy depends on it.” "
                "Since 2014, the organization added, the fleet has “expanded”."
            ),
            "CNE",
        ),
        (
            "Experts Jack Wattle and Nick Reynold noted it. “There is no standard,” they wrote.",
            "Jack Wattle and Nick Reynold",
        ),
        (
            "The Russian gas company was late, the Greek power company was not. “We waited,” the Russian company said.",
            "Russian gas company",
        ),
        (
            "McDonald’s issued a statement on the closure of its branches.\n\n“We study the matter,” it said.",
            "McDonald's",
        ),
        ("Oleh Koval met us. Not a single soldier came over the border.\n\n“We were ready,” he said.", "Oleh Koval"),
        ("Oleh Koval, 41, is a winemaker.\n\n“It does not matter,” the 41-year old told reporters.", "Oleh Koval"),
        (
            "The Washington-based Institute for the Study of War wrote a report. ISW said it was “slow”.",
            "Institute for the Study of War",
        ),
    ],
)
def test_a_short_word_means_who_was_named(text: str, name: str) -> None:
    assert last(text).name == name


def test_confidence_falls_where_little_speaks_for_an_answer() -> None:
    bare = last("The photo shows Ivan Petrenko beside “the wall”.")
    said = last("Ivan Petrenko said it was “the wall”.")
    assert bare.confidence < said.confidence


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Jana Kovelis, who won in 2016 with “1944,” a song about Crimea, said it still felt “premature.”",
            "Jana Kovelis",
        ),
        (_EARLIER, "EU diplomat"),
    ],
)
def test_a_title_in_marks_or_who_spoke_earlier_does_not_take_the_words(text: str, name: str) -> None:
    direct = [one for one in attributions(text) if one.cue == "said"]
    assert direct[-1].name == name


@pytest.mark.parametrize("who", ["Olena Koval", "Olena Koval of Lidne Bank", "Olena Koval, an analyst in Lidne,"])
def test_whoever_is_blunter_speaks_however_the_clause_completes_the_name(who: str) -> None:
    text = f"“It is a matter of days,” said Emil Kast. {who} was blunter, describing the situation as “a mess”."
    assert attributions(text)[-1].name == "Olena Koval"
