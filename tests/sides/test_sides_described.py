"""Sides that a description gives, and descriptions that only seem to. All persons are invented."""

import pytest

from model.reading import read_text
from model.sides import SideTable

TABLE = SideTable.load()


@pytest.mark.parametrize(
    ("text", "name", "side"),
    [
        ("The self-proclaimed “head of the DPR” Galina Trofimchuk said: “All is calm.”", "Galina Trofimchuk", "russia"),
        (
            "The “acting governor” of Kherson region, Galina Trofimchuk, said the town was “calm.”",
            "Galina Trofimchuk",
            "russia",
        ),
        (
            "Galina Trofimchuk, “senator” from the occupied Zaporizhzhia region, said the town was “calm.”",
            "Galina Trofimchuk",
            "russia",
        ),
        (
            "The so-called “mayor” of Melitopol, Galina Trofimchuk, said the town was “calm.”",
            "Galina Trofimchuk",
            "russia",
        ),
        (
            "The self-styled “mayor” of Melitopol, Galina Trofimchuk, said: “All is calm.”",
            "Galina Trofimchuk",
            "russia",
        ),
        ("“DPR” official Galina Trofimchuk said the town was “calm.”", "Galina Trofimchuk", "russia"),
        (
            "Galina Trofimchuk, the so-called queen of Ukrainian pop, said: “All is calm.”",
            "Galina Trofimchuk",
            "ukraine",
        ),
        ("The so-called “butcher of Bucha”, Ivan Petrushin, said: “All is calm.”", "Ivan Petrushin", "unknown"),
        ("The “iron lady of Kherson”, Galina Trofimchuk, said: “All is calm.”", "Galina Trofimchuk", "unknown"),
    ],
)
def test_an_office_in_marks_or_so_called_is_moscows_in_ukraine(text: str, name: str, side: str) -> None:
    assert side in [reading.speaker.side for reading in read_text(text, TABLE) if reading.speaker.name == name]


@pytest.mark.parametrize(
    ("text", "name", "side"),
    [
        ("WARSAW — “I sell to both,” said Inna Kravtsova, who came from Kharkiv in 2022.", "Inna Kravtsova", "ukraine"),
        (
            "WARSAW — “I sell to both,” said Inna Kravtsova, who came from Kharkiv in March 2022.",
            "Inna Kravtsova",
            "ukraine",
        ),
        ("In Warsaw, “I sell to both,” says Yulia Kravtsova, originally from Kharkiv.", "Yulia Kravtsova", "ukraine"),
        (
            "WARSAW — “I sell to both,” said Inna Kravtsova, who was evacuated from Kharkiv.",
            "Inna Kravtsova",
            "ukraine",
        ),
        ("WARSAW — “I sell to both,” said Inna Kravtsova, who escaped from Mariupol.", "Inna Kravtsova", "ukraine"),
        ("WARSAW — “I sell to both,” said Inna Kravtsova from Kharkiv.", "Inna Kravtsova", "ukraine"),
        ("In Warsaw, “I sell to both,” says Yulia Kravtsova, who fled Kharkiv in 2022.", "Yulia Kravtsova", "ukraine"),
        ("WARSAW — “I report to both,” said Mark Denton, who came from Kharkiv this morning.", "Mark Denton", "west"),
        (
            "WARSAW — “I report to both,” said Mark Denton, a British reporter who had just returned from Kharkiv.",
            "Mark Denton",
            "west",
        ),
        (
            "“I sell to both,” said Agnieszka Kolber, a Polish nurse who came back from Kharkiv.",
            "Agnieszka Kolber",
            "west",
        ),
    ],
)
def test_who_came_from_ukraine_is_hers_abroad_too(text: str, name: str, side: str) -> None:
    assert side in [reading.speaker.side for reading in read_text(text, TABLE) if reading.speaker.name == name]


@pytest.mark.parametrize(
    ("text", "name", "side"),
    [
        ("“No,” said Petro Savchyn, a survivor of Russian captivity.", "Petro Savchyn", "ukraine"),
        ("A British collector of Russian icons said: “No.”", "British collector of Russian icons", "west"),
        ("“No,” said Roksana Vauquelin, a victim of Russian shelling.", "Roksana Vauquelin", "unknown"),
        ("“No,” said Roksana Vauquelin, a member of the Russian duma.", "Roksana Vauquelin", "russia"),
        ("“No,” said Roksana Vauquelin, a dancer of the Ukrainian ballet.", "Roksana Vauquelin", "ukraine"),
        (
            "“I was held for a year,” said Petro Savchyn, a former prisoner of the Russian army.",
            "Petro Savchyn",
            "ukraine",
        ),
        ("“I was held for a year,” said Roksana, a defector from the Russian army.", "Roksana", "russia"),
        ("“It is ours,” said Roksana, a turncoat lieutenant of Ukrainian special forces.", "Roksana", "unknown"),
        ("“I was held for a year,” said Roksana, a refugee from Russian-occupied Kherson.", "Roksana", "ukraine"),
    ],
)
def test_what_somebody_survived_or_collects_is_not_his_side(text: str, name: str, side: str) -> None:
    assert side in [reading.speaker.side for reading in read_text(text, TABLE) if reading.speaker.name == name]


@pytest.mark.parametrize(
    ("text", "name", "side"),
    [
        (
            "GENEVA – The Swiss foundation paid. “We tuned it,” says Agnes Vauquelin, a French piano maker.",
            "Agnes Vauquelin",
            "west",
        ),
        (
            "KYIV – The Ukrainian army paid. “We tuned it,” says Agnes Vauquelin, a Brazilian soybean grower.",
            "Agnes Vauquelin",
            "other",
        ),
        (
            "Germany gave the guns. “No,” said Petro Savchyn, a German-trained gunner of the Ukrainian army.",
            "Petro Savchyn",
            "ukraine",
        ),
    ],
)
def test_a_people_before_an_unknown_trade_counts(text: str, name: str, side: str) -> None:
    assert side in [reading.speaker.side for reading in read_text(text, TABLE) if reading.speaker.name == name]


@pytest.mark.parametrize(
    ("text", "name", "side"),
    [
        ("“It weighs less,” said Olha Holod.", "Olha Holod", "ukraine"),
        ("Taras Holod, a fireman from Kharkiv, said: “I am tired.”", "Taras Holod", "ukraine"),
    ],
)
def test_an_outlet_in_a_surname_says_nothing(text: str, name: str, side: str) -> None:
    assert side in [reading.speaker.side for reading in read_text(text, TABLE) if reading.speaker.name == name]


@pytest.mark.parametrize(
    ("text", "name", "side"),
    [
        (
            "The Kherson regional military-civil administration said: “The enemy used artillery.”",
            "Kherson regional military-civil administration",
            "russia",
        ),
        (
            "MELITOPOL — The Zaporozhye military-civil administration said: “The enemy used artillery.”",
            "Zaporozhye military-civil administration",
            "russia",
        ),
        (
            "The press service of the Kherson military-civilian administration said: “The enemy used artillery.”",
            "press service of the Kherson military-civilian administration",
            "russia",
        ),
        (
            "The Kherson regional military administration said: “The enemy used artillery.”",
            "Kherson regional military administration",
            "ukraine",
        ),
        (
            "The Donetsk regional civil-military administration said: “The occupiers used artillery.”",
            "Donetsk regional civil-military administration",
            "ukraine",
        ),
    ],
)
def test_moscows_administrations_of_held_regions_are_hers(text: str, name: str, side: str) -> None:
    assert side in [reading.speaker.side for reading in read_text(text, TABLE) if reading.speaker.name == name]


@pytest.mark.parametrize(
    ("text", "name", "side"),
    [
        (
            "Vadym's brother had been killed near Bakhmut. “Fix the heater,” his brother had said to him.",
            "Vadym's brother",
            "ukraine",
        ),
        ("“Fix the heater,” Olena Bondar's son said.", "Olena Bondar's son", "ukraine"),
        (
            "Olena Bondar is in Warsaw. Her mother stayed in Poltava. “I am fine,” her mother said.",
            "Olena Bondar's mother",
            "ukraine",
        ),
        ("Vadym Kotenko's wife is in Poland. “Fix the heater,” his wife told him.", "Vadym Kotenko's wife", "ukraine"),
        (
            "“I was mad,” said Kevin Doyle, an Irish volunteer. “He never wrote,” his mother said.",
            "Kevin Doyle's mother",
            "west",
        ),
        (
            "“I sold the heater,” said Olha Marchuk, a nurse from Poltava. “I fixed it,” her brother said.",
            "Olha Marchuk's brother",
            "ukraine",
        ),
        (
            "“No,” said the Ukrainian wife of Ivan Petrushin, a Russian general.",
            "Ukrainian wife of Ivan Petrushin",
            "ukraine",
        ),
    ],
)
def test_kin_stand_where_the_one_named_does(text: str, name: str, side: str) -> None:
    assert side in [reading.speaker.side for reading in read_text(text, TABLE) if reading.speaker.name == name]


@pytest.mark.parametrize(
    ("told", "side"),
    [
        ("a law student draped in a Ukrainian flag", "unknown"),
        ("a pensioner with a Russian tricolour", "unknown"),
        ("a trader with a Geneva-based house", "other"),
        ("a trader with a Kyiv-based house", "ukraine"),
        ("a trader in a dispute with a Kyiv-based house", "unknown"),
        ("a biographer of Bismarck", "unknown"),
        ("a priest of St. Paul", "unknown"),
        ("a scholar of the European University at St. Petersburg", "russia"),
        ("a retired nurse in Duluth", "west"),
    ],
)
def test_a_flag_is_no_passport_and_a_house_is_where_it_is_based(told: str, side: str) -> None:
    assert TABLE.resolve("Inna Kravtsova", (told,)).side == side
