"""Where a speaker stands: the order of the evidence, and the rules by which descriptions are read."""

import pytest

from model.labels import Side
from model.sides import SideTable

TABLE = SideTable.load()
UKRAINE, RUSSIA, WEST, OTHER, UNKNOWN = Side.UKRAINE, Side.RUSSIA, Side.WEST, Side.OTHER, Side.UNKNOWN


@pytest.mark.parametrize(
    ("description", "side"),
    [
        ("the Ukrainian defence minister", UKRAINE),
        ("a villager in the Kharkiv region", UKRAINE),
        ("a resident of Russian-occupied Melitopol", UKRAINE),
        ("the exiled mayor of Melitopol", UKRAINE),
        ("a Swedish fighter in the Azov battalion", UKRAINE),
        ("a Crimean Tatar activist", UKRAINE),
        ("the Russian-installed head of the Kherson region", RUSSIA),
        ("a separatist commander", RUSSIA),
        ("head of the self-proclaimed Donetsk People's Republic", RUSSIA),
        ("an exiled Russian journalist", RUSSIA),
        ("the Belarusian foreign minister", RUSSIA),
        ("the US ambassador to Ukraine", WEST),
        ("a Russia analyst at Chatham House", WEST),
        ("an adviser to the German chancellor", WEST),
        ("the Belarusian opposition leader", OTHER),
        ("the head of the UN monitoring mission in Ukraine", OTHER),
        ("a spokesman for China's foreign ministry", OTHER),
        ("a WHO spokesman", OTHER),
        ("a JIT investigator", WEST),
        ("an editor of the Independent", WEST),
        ("Prime Minister May's spokesman", WEST),
        ("a member of the UN Security Council", OTHER),
        ("the UN envoy", OTHER),
        ("the mayor of occupied Berdyansk", RUSSIA),
        ("the administration of occupied Berdyansk", RUSSIA),
        ("head of the occupied southern city of Berdyansk", RUSSIA),
        ("head of annexed Kherson", RUSSIA),
        ("the so-called mayor of Berdyansk", RUSSIA),
        ("the puppet mayor of Berdyansk", RUSSIA),
        ("occupying authorities in Kherson", RUSSIA),
        ("the self-appointed mayor of Berdyansk", RUSSIA),
        ("the people's governor of Kherson", RUSSIA),
        ("the self-appointed people's mayor of Berdyansk", RUSSIA),
        ("the self-appointed Ukrainian mayor of Berdyansk", UKRAINE),
        ("a people's artist from Kherson", UKRAINE),
        ("the Norwegian minister for European affairs", WEST),
        ("an adviser to the Russian-installed governor of Kherson", RUSSIA),
        ("chief of staff to the Russian-installed governor of Kherson", RUSSIA),
        ("a city councillor from Russian-occupied Enerhodar", UKRAINE),
        ("the exiled mayor of occupied Melitopol", UKRAINE),
        ("the Ukrainian mayor of occupied Melitopol", UKRAINE),
        ("a teacher in occupied Kherson", UKRAINE),
        ("director of the Kherson puppet theatre", UKRAINE),
        ("a villager close to the separatist-held Donetsk", UKRAINE),
        ("deputy prime minister for European integration of Ukraine", UKRAINE),
        ("a spokesman for the Department of Justice of Ukraine", UKRAINE),
        ("the US Department of Justice", WEST),
        ("head of the Ministry of Digital Transformation of the Donetsk People's Republic", RUSSIA),
        ("a commander of the Russian National Guard", RUSSIA),
        ("a Ukrainian Air Force spokesman", UKRAINE),
        ("a Kherson administration official", UKRAINE),
        ("a Crimean administration official", RUSSIA),
        ("a senior administration official", WEST),
        ("leader of the Liberal Democratic Party", RUSSIA),
        ("a Liberal Democrat MP", WEST),
        ("the Abkhaz leader", RUSSIA),
        ("a Transnistrian official", RUSSIA),
    ],
)
def test_descriptions_say_where_a_speaker_stands(description: str, side: Side) -> None:
    answer = TABLE.resolve("Xyzzy", (description,))
    assert answer.side is side
    assert description in answer.evidence


@pytest.mark.parametrize(
    "description",
    [
        "expert on Russia",
        "critic of Vladimir Putin",
        "a student",
        "Ukrainian-born",
        "",
        "an official who said it is so",
        "an IT worker",
        "an official in May",
        "The May talks",
        "the independent observer",
        "deputy chairman of the Security Council",
        "an Air Force spokesman",
        "a National Guard soldier",
        "Minister of Foreign Affairs",
        "Minister of Labour",
    ],
)
def test_descriptions_that_prove_nothing_leave_the_speaker_unknown(description: str) -> None:
    assert TABLE.resolve("Xyzzy", (description,)).side == UNKNOWN


@pytest.mark.parametrize("office", ["Minister", "Deputy Minister", "a spokesman for the Ministry", "Department"])
@pytest.mark.parametrize("field", ["Foreign Affairs", "Internal Affairs", "Labour", "Energy", "European Integration"])
@pytest.mark.parametrize(
    ("state", "side"),
    [
        ("Ukraine", UKRAINE),
        ("the Russian Federation", RUSSIA),
        ("Belarus", RUSSIA),
        ("the Donetsk People's Republic", RUSSIA),
        ("Poland", WEST),
        ("China", OTHER),
    ],
)
def test_a_ministry_is_its_states_whatever_it_is_for(office: str, field: str, state: str, side: Side) -> None:
    assert TABLE.resolve("Xyzzy", (f"{office} of {field} of {state}",)).side is side


def test_the_articles_words_go_before_the_table() -> None:
    answer = TABLE.resolve("Sergei Lavrov", ("the Ukrainian foreign minister",))
    assert answer.side is UKRAINE
    assert answer.evidence.startswith("article")


@pytest.mark.parametrize(
    ("name", "description", "side"),
    [
        ("Dmitry Medvedev", "deputy chairman of the Security Council", RUSSIA),
        ("Nikolai Patrushev", "secretary of the Security Council", RUSSIA),
        ("Vasily Nebenzya", "the UN ambassador", RUSSIA),
        ("Ivan Fedorov", "the mayor of occupied Melitopol", UKRAINE),
    ],
)
def test_what_names_no_master_leaves_a_known_name_to_the_table(name: str, description: str, side: Side) -> None:
    answer = TABLE.resolve(name, (description,))
    assert answer.side is side
    assert answer.evidence.startswith("table")


def test_the_table_answers_where_the_article_is_silent_and_names_its_row() -> None:
    answer = TABLE.resolve("Sergei Lavrov")
    assert (answer.side, answer.evidence) == (RUSSIA, "table people.csv: Sergei Lavrov, foreign minister of Russia")


def test_the_rest_of_a_list_is_not_the_speakers_description() -> None:
    assert TABLE.resolve("Ursula von der Leyen", ("and Brazilian leader",)).side is WEST


@pytest.mark.parametrize(
    "name", ["", "   ", ",", "()", "he", "Xyzzy Plugh", "an official", "National Security Council"]
)
def test_unknown_stays_unknown_without_evidence(name: str) -> None:
    answer = TABLE.resolve(name)
    assert (answer.side, answer.evidence, answer.confidence) == (UNKNOWN, "", 0.0)


@pytest.mark.parametrize(
    "name",
    ["Hanna", "Kelly", "Ali", "John", "Jan", "Pavel", "Li", "Joy", "Will", "Maj", "Maj Gen", "Guard", "person", "guard",
     "baker", "cook", "carpenter", "cousin", "boxer"],
)  # fmt: skip
def test_given_names_nouns_and_ranks_are_nobodys_surname(name: str) -> None:
    assert TABLE.resolve(name).side is UNKNOWN


@pytest.mark.parametrize(("name", "side"), [("Putin", RUSSIA), ("Blinken", WEST), ("Prince William", WEST)])
def test_surnames_and_whole_names_are_found_alone(name: str, side: Side) -> None:
    assert TABLE.resolve(name).side is side


@pytest.mark.parametrize("name", ["Lyman Governor", "Nikolaev Governor"])
def test_a_place_before_its_office_is_nobodys_surname(name: str) -> None:
    assert TABLE.resolve(name).side is UKRAINE


def test_half_of_a_hyphened_place_is_not_another_place() -> None:
    assert TABLE.resolve("mayor of Novgorod-Xyzzysk").side is UNKNOWN
    assert TABLE.resolve("operator of the Moscow-Kyiv hotline").side is RUSSIA
