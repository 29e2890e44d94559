"""Sides by offices, ministries and words that name no state, or only seem to."""

import pytest

from model.reading import read_text
from tests.sides.test_sides_described import TABLE


@pytest.mark.parametrize(
    ("text", "name", "side"),
    [
        ("Senator Hollis Breckinmore told a diner in Iowa that he was “tired.”", "Hollis Breckinmore", "west"),
        ("Congressman Hollis Breckinmore told reporters that Ukraine “can wait.”", "Hollis Breckinmore", "west"),
        ("Democratic congresswoman Hollis Breckinmore said she was “tired.”", "Hollis Breckinmore", "west"),
        (
            "Sir Peregrine Astbury, who chaired the Commons defence committee, said: “It is a matter of will.”",
            "Peregrine Astbury",
            "west",
        ),
        ("MANILA — Senator Lito Baguio said he was “tired.”", "Lito Baguio", "other"),
        ("The Nigerian senator Ngozi Abara said she was “tired.”", "Ngozi Abara", "other"),
        ("Ivan Petrushin, a senator from the Federation Council, said he was “tired.”", "Ivan Petrushin", "russia"),
        ("Sen. Hollis Breckinmore (R-Ohio) said he was “tired.”", "Hollis Breckinmore", "west"),
        ("In Kyiv, Rep. Hollis Breckinmore, D-N.Y., said she was “tired.”", "Hollis Breckinmore", "west"),
        ("“I am tired,” said Gov. Hollis Breckinmore, R-Tex. Ukraine waits.", "Hollis Breckinmore", "west"),
        ("“I am tired,” said Gleb Arsenyev (R-Pharm). Russia waits.", "Gleb Arsenyev", "russia"),  # a firm
    ],
)
def test_offices_that_name_no_state(text: str, name: str, side: str) -> None:
    assert side in [reading.speaker.side for reading in read_text(text, TABLE) if reading.speaker.name == name]


@pytest.mark.parametrize(
    ("text", "side"),
    [
        (
            "“It was a drone,” a US official said. Governor Pavlo Hrim disagreed. “We are sure,” the official said.",
            "west",
        ),
        ("Governor Pavlo Hrim met a US official. “We will send shells,” the official said.", "west"),
        ("“It is cold,” said Ukrainian attendant Ivan Petrenko.", "ukraine"),
        ("The Dutch broadcaster said Russia had lied. “We go on as before,” it added.", "west"),
        ("Russian senator Irina Belova came. Her Ukrainian cousin said: “It was cold.”", "ukraine"),
        ("“It is cold,” said Cork, a shopkeeper in Kherson.", "ukraine"),
        ("The “senator” from Ohio, Joe Hall, said it was “cold”.", "west"),
        ("Oleh Demko, Ukraine's “minister” of drones, said it was “cold”.", "ukraine"),
        ("“It is quiet,” said Tim Hall from Kharkiv.", "west"),
        ("“It is cold,” said Roksana Velin, a translator for the Ukrainian army.", "ukraine"),
    ],
)
def test_what_only_looks_like_another_side_changes_nothing(text: str, side: str) -> None:
    assert list(read_text(text, TABLE))[-1].speaker.side == side


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Gazprom denied it. Its spokesman, Gleb Arsenyev, said Ukraine was “lying”.", "russia"),
        ("The firm left Russia. Its head of sales in Poland, Jan Smit, said it was “sad”. Poland waits.", "west"),
        ("Naftogaz denied it. Its chief executive said Russia was “lying”.", "ukraine"),
        ("Russia denied it. Its ambassador to Belgium, Gleb Arsen, said the EU was “lying”. Belgium waits.", "russia"),
        ("“He never ran,” said a soldier from Ukraine's 47th Brigade, who goes by the call sign Raccoon.", "ukraine"),
        ("Separatists hold the Ukrainian town of Horlivka. Their spokesman, Oleg Zhuk, said it was “safe”.", "russia"),
        (
            "Lt Petro Koval, a Ukrainian marine, is held in Rostov. His wife, Anna, waits. “I hope,” she said.",
            "ukraine",
        ),
        ("Ivan Belov, a Russian soldier, died near Kharkiv. His mother, Vera, left. “I hope,” she said.", "russia"),
        ("Pro-Russian rebels hold the town of Horlivka. Olena Dub, a pharmacist, said it was “safe”.", "ukraine"),
    ],
)
def test_whose_somebody_is_may_stand_a_sentence_before(text: str, side: str) -> None:
    assert list(read_text(text, TABLE))[-1].speaker.side == side


@pytest.mark.parametrize(
    ("description", "side"),
    [
        ("a dealer with Russia", "unknown"),
        ("a lawyer with the Red Cross", "other"),
        ("a soldier with the Ukrainian army", "ukraine"),
        ("a spokesman with the Russian military", "russia"),
        ("a congressman in Mexico", "other"),
        ("a pro-war blogger", "russia"),
    ],
)
def test_words_that_lean_to_a_side_and_words_that_only_seem_to(description: str, side: str) -> None:
    assert TABLE.resolve("Alen Kovic", [description]).side == side


@pytest.mark.parametrize(
    ("description", "side"),
    [
        ("head of the North America Department of the Russian Foreign Ministry", "russia"),
        ("deputy director of the Department of European Cooperation at the Russian Foreign Ministry", "russia"),
        ("head of the department for Russia at the Ukrainian foreign ministry", "ukraine"),
        ("head of the Russia and Belarus section at the Swedish foreign ministry", "west"),
        ("a US State Department official at the embassy in Moscow", "west"),
        ("head of the Russian justice department", "russia"),
    ],
)
def test_a_ministrys_section_is_the_ministrys_whatever_land_it_is_for(description: str, side: str) -> None:
    assert TABLE.resolve("Alen Kovic", [description]).side == side


@pytest.mark.parametrize(
    ("description", "side"),
    [
        ("embassy in Moscow", "unknown"),
        ("consulate in Odesa", "unknown"),
        ("an embassy official in Kyiv", "unknown"),
        ("Polish embassy in Moscow", "west"),
        ("Ukraine's embassy in Warsaw", "ukraine"),
        ("US embassy in Kyiv", "west"),
    ],
)
def test_an_embassy_is_not_of_the_land_that_it_is_in(description: str, side: str) -> None:
    assert TABLE.resolve("Alen Kovic", [description]).side == side
