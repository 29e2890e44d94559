"""Whom somebody is with, posted to, or of: the words beside a name that tell a land. All persons are invented."""

import pytest

from model.reading import read_text
from model.sides import SideTable

TABLE = SideTable.load()


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("“It's a show,” Nikolai Mitrov, a researcher with Germany's Lenz University, said.", "west"),
        ("“It's a show,” said Nikolai Mitrov, a fellow with a Polish think-tank.", "west"),
        ("“It is open,” said our Moscow correspondent, Piers Marlowick.", "unknown"),
        ("“It is open,” said the Russian correspondent Pyotr Ilin.", "russia"),
        ("In Kazakhstan, Interior Ministry official Marat Aman said it was “open”. Russia was silent.", "other"),
        (
            "In Odesa, where power is out, teacher Olia Pryst said it was “open”. Poland met Germany in Berlin.",
            "ukraine",
        ),
        ("In Latvia, a Defence Ministry spokesman, Ivan Aman, said it was “open”. Russia was silent.", "west"),
        ("Holos party lawmaker Solomiia Bobrova said it was “open”.", "ukraine"),
        ("External Affairs Ministry spokesperson Arvind Baglani said it was “open”.", "other"),
    ],
)
def test_where_somebody_is_posted_proves_nothing_and_whom_he_is_with_does(text: str, side: str) -> None:
    [reading] = read_text(text, TABLE)
    assert reading.speaker.side == side


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("“It is lost,” Col. Markus Lenzer of the Austrian army told n-tv.", "west"),
        ("“It is lost,” said Nikolai Mitrov from the German Council on Foreign Relations.", "west"),
        ("“It is lost,” said Nikolai Mitrov of the Russian Academy of Sciences.", "russia"),
        ("Nikolai Mitrov with the Polish army said it was “lost”.", "west"),
        ("“It is lost,” Piers Marlowick said of the Russian army.", "unknown"),
        ("“It is lost,” said Nikolai Mitrov with the Russian army at the gates.", "unknown"),
    ],
)
def test_the_body_behind_a_name_tells_where_its_bearer_stands(text: str, side: str) -> None:
    assert [reading.speaker.side for reading in read_text(text, TABLE)][-1] == side


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("Finnish President's Office", "west"),
        ("Lithuanian Foreign Intelligence Service", "west"),
        ("Polish State Border Guard Service", "west"),
        ("Poland's State Border Guard Service", "west"),
        ("State Border Guard Service", "ukraine"),
        ("Ukrainian President's Office", "ukraine"),
    ],
)
def test_a_body_is_of_the_state_that_stands_before_it(name: str, side: str) -> None:
    assert TABLE.resolve(name).side == side


@pytest.mark.parametrize(
    ("description", "side"),
    [
        ("fellow with a Russian bank", "russia"),
        ("Russia expert with Germany's Lenz University", "west"),
        ("customer with a Russian bank account", "unknown"),
        ("observer in talks with a Russian university", "unknown"),
        ("partner of the museum with a Russian centre", "unknown"),
        ("historian with no Russian school", "unknown"),
        ("Ukrainian economist with a Russian bank in his sights", "ukraine"),
        ("Ukrainian miner in a quarrel with a Russian bank", "ukraine"),
        ("owner of a German-built yacht", "unknown"),
    ],
)
def test_business_with_a_house_puts_nobody_on_its_side(description: str, side: str) -> None:
    assert TABLE.resolve("Emil Kast", [description]).side == side


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("fighter of the Belarusian Kastus Kalinouski Regiment", "ukraine"),
        ("British International Legion volunteer", "ukraine"),
    ],
)
def test_a_regiment_is_whose_it_is_whoever_serves_in_it(name: str, side: str) -> None:
    assert TABLE.resolve(name).side == side


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("“They are weak,” said Oleh Rud of the Russian army.", "ukraine"),
        ("Oleh Rud, a medic from Kharkiv, came. “They are weak,” said Rud of the Russian army.", "ukraine"),
        ("Jonas Rudis works for the Lithuanian army. “They are weak,” said Rudis of the Russian army.", "west"),
        ("“They are weak,” said Emil Kast at the Russian embassy.", "unknown"),
        ("The doctor rid Emil Kast of the Russian army. “They shot,” Emil Kast said.", "unknown"),
    ],
)
def test_what_somebody_speaks_of_or_speaks_from_is_not_what_he_is_of(text: str, side: str) -> None:
    assert [reading.speaker.side for reading in read_text(text, TABLE)][-1] == side


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("In Moscow, where he fought for Kyiv, soldier Emil Kast said it was “open”.", "unknown"),
        ("In Berlin, where ministers met, refugee Olena Rud said it was “open”.", "ukraine"),
        ("In Warsaw, where many fled, teacher Olena Rud said it was “open”.", "west"),
    ],
)
def test_who_has_come_to_a_place_is_not_of_it(text: str, side: str) -> None:
    [reading] = read_text(text, TABLE)
    assert reading.speaker.side == side


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Andriy Melnychenko, the minister in Kyiv, said it was “open”.", "ukraine"),
        ("Andriy Melnychenko, an engineer in Odesa, said it was “open”.", "ukraine"),
        ("Andriy Melnychenko is a Ukrainian minister. “It is open,” he said.", "ukraine"),
    ],
)
def test_a_namesake_spelt_the_other_way_is_who_the_article_says_he_is(text: str, side: str) -> None:
    assert [reading.speaker.side for reading in read_text(text, TABLE)][-1] == side


@pytest.mark.parametrize(
    ("name", "description"),
    [
        ("Andriy Melnychenko", "enemy of Ukraine"),
        ("Andrey Melnichenko", "engineer in Odesa"),
        ("Vladimir Saldo", "governor of the Kherson region"),
        ("Denis Pushilin", "head of the Donetsk region"),
        ("Mykhailo Razvozhayev", "man in Sevastopol"),
    ],
)
def test_the_table_tells_whom_somebody_serves_in_a_place(name: str, description: str) -> None:
    assert TABLE.resolve(name, [description]).side == "russia"
