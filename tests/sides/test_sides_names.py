"""Sides by names: forms, spelling, namesakes, dates; and what holds of all."""

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from model.labels import Side
from model.sides import SideTable, normalise_name
from tests.sides.test_sides import OTHER, RUSSIA, TABLE, UKRAINE, UNKNOWN, WEST


@pytest.mark.parametrize(
    ("name", "side", "word"),
    [
        ("Mykola Xyzzyk", UKRAINE, "Ukrainian"),
        ("Kevin Xyzzyson", WEST, "Western"),
    ],
)
def test_the_form_of_a_given_name_is_the_last_and_weakest_evidence(name: str, side: Side, word: str) -> None:
    answer = TABLE.resolve(name)
    assert (answer.side, answer.evidence) == (side, f"given name: ‘{name.split(maxsplit=1)[0]}’ is a {word} form")
    assert answer.confidence <= 0.7
    assert TABLE.resolve(name, ("the Chinese ambassador",)).side is OTHER


@pytest.mark.parametrize("name", ["Ivan Xyzzyk", "Roman Xyzzyk", "Nikolai Xyzzyn", "Kevin", "kevin xyzzyson"])
def test_forms_that_several_sides_share_prove_nothing(name: str) -> None:
    assert TABLE.resolve(name).side is UNKNOWN


@pytest.mark.parametrize(
    ("name", "before", "day", "after"),
    [
        ("Viktor Yanukovych", UKRAINE, "2014-02-22", RUSSIA),
        ("Denis Berezovsky", UKRAINE, "2014-03-02", RUSSIA),
        ("Edward Snowden", WEST, "2022-09-01", RUSSIA),
    ],
)
def test_a_persons_side_depends_on_the_date(name: str, before: Side, day: str, after: Side) -> None:
    date = dt.date.fromisoformat(day)
    assert TABLE.resolve(name, (), date - dt.timedelta(days=40)).side is before
    assert TABLE.resolve(name, (), date).side is after
    assert TABLE.resolve(name).side is after


@pytest.mark.parametrize(("first", "second"), [("Andriy Kostin", "Andrei Kostin"), ("Dmytro Orlov", "Dmitry Orlov")])
def test_namesakes_are_told_apart_by_the_spelling_of_the_given_name(first: str, second: str) -> None:
    assert (TABLE.resolve(first).side, TABLE.resolve(second).side) == (UKRAINE, RUSSIA)


@pytest.mark.parametrize(
    "variants",
    [
        "Volodymyr Zelensky|Volodymyr Zelenskyy|Volodymyr Zelenskiy|Vladimir Zelensky|Володимир Зеленський|Zelenskyj",
        "Serhiy Haidai|Serhii Gaidai|Sergei Gaidai|Сергій Гайдай|Gov. Serhiy Haidai",
        "Oleksiy Arestovych|Alexei Arestovich|Oleksii Arestovych",
        "Valery Gerasimov|Valeriy Gerasimov|Валерий Герасимов",
        "Alexander Lukashenko|Aliaksandr Lukashenka|Aleksandr Lukashenko",
        "Sergei Aksyonov|Sergey Aksenov|Sergei Aksionov",
        "mayor of Kyiv|mayor of Kiev",
        "mayor of Kharkiv|mayor of Kharkov",
    ],
)
def test_spelling_does_not_change_the_answer(variants: str) -> None:
    answers = {(TABLE.resolve(name).side, TABLE.resolve(name).confidence > 0) for name in variants.split("|")}
    assert len(answers) == 1
    assert answers != {(UNKNOWN, False)}


@given(st.text(max_size=60), st.lists(st.text(max_size=80), max_size=3), st.none() | st.dates())
@settings(deadline=None, max_examples=150)
def test_resolve_never_raises(name: str, descriptions: list[str], date: dt.date | None) -> None:
    answer = TABLE.resolve(name, descriptions, date)
    assert 0 <= answer.confidence <= 1
    assert (answer.side is UNKNOWN) == (answer.evidence == "")


WORDS = (
    "former Ukrainian Russian governor of the Kyiv occupied , ' ’s -installed Donetsk official ( ) pro - ‑ Putin rebel"
)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=12), st.sampled_from(["", " "]))
@settings(deadline=None, max_examples=300)
@example(["rebel", "-", ")"], "")
@example(["separatist", "‑"], "")
def test_descriptions_of_known_words_never_raise_and_bear_evidence(words: list[str], between: str) -> None:
    answer = TABLE.resolve("Xyzzy", (between.join(words),))
    assert (answer.side is UNKNOWN) == (answer.evidence == "")


@given(
    st.text("абвгдежзийклмнопрстуфхцчшщіїєґ", min_size=2, max_size=12), st.sampled_from(["sky", "skyy", "skiy", "skyi"])
)
@settings(deadline=None, max_examples=100)
def test_endings_in_sky_meet_in_one_key(stem: str, ending: str) -> None:
    assert normalise_name(stem + ending) == normalise_name(stem + "sky")


def test_a_lone_state_before_a_known_name_is_no_description_of_that_person() -> None:
    assert SideTable.load().resolve("Vladimir Putin", ("Ukraine",)).side is Side.RUSSIA


@pytest.mark.parametrize(
    ("name", "side"), [("Yehor Xyzzyk", UKRAINE), ("Rhys Xyzzyson", WEST), ("Annemarie Xyzzy", WEST)]
)
def test_forms_of_given_names_that_few_in_the_tables_bear(name: str, side: Side) -> None:
    assert TABLE.resolve(name).side is side


@pytest.mark.parametrize("form", ["Iuliia", "Kseniia", "Marharyta", "Aleksi", "Gonzalo", "Kara", "Dawn", "Pearl"])
def test_forms_of_several_lands_and_words_prove_nothing(form: str) -> None:
    assert TABLE.resolve(f"{form} Xyzzyson").side is UNKNOWN


@pytest.mark.parametrize("surname", ["Perry", "Leonard"])
def test_a_surname_is_no_form_of_a_given_name(surname: str) -> None:
    assert TABLE.resolve(f"{surname} Xyzzyson").side is UNKNOWN
