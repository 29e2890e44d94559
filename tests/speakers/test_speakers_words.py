"""What the lists of words are for: given names, nouns for people, titles, verbs of speech. All persons are invented."""

from collections import Counter

import pytest

from model.language.lists import sections
from tests.speakers.speaking import first


@pytest.mark.parametrize(
    "given",
    [
        *("Solomiia", "Yevheniia", "Vira", "Zlata", "Marharyta", "Annika", "Philippa", "Becky", "Katarzyna", "Ilze"),
        *("Outi", "Chiara", "Clotilde", "Zsofia", "Raluca", "Leyla", "Aigul", "Ketevan", "Meera", "Haruka", "Astghik"),
    ],
)
def test_he_is_not_a_woman(given: str) -> None:
    text = f"{given} Keele spoke to Anton Vlasiuk in the hospital. “We operate by torch,” he said."
    assert first(text).name == "Anton Vlasiuk"


@pytest.mark.parametrize(
    "given",
    [
        *("Hryhorii", "Kostiantyn", "Rostyslav", "Orest", "Arsen", "Viktar", "Zsolt", "Levente", "Øystein"),
        *("Guillaume", "Giacomo", "Gonzalo", "Callum", "Khalid", "Selim", "Ibrahim", "Yerlan", "Zurab", "Hiroyuki"),
    ],
)
def test_she_is_not_a_man(given: str) -> None:
    text = f"{given} Keele spoke to Anna Vlasiuk in the hospital. “We operate by torch,” she said."
    assert first(text).name == "Anna Vlasiuk"


def test_no_given_name_is_in_both_lists() -> None:
    lists: dict[str, set[str]] = {}
    for gender, words in sections("given_names.txt"):
        lists.setdefault(gender, set()).update(word.lower() for word in words)
    assert set(lists) == {"male", "female"}
    assert not lists["male"] & lists["female"]


@pytest.mark.parametrize(
    "noun",
    [
        *("deserter", "beekeeper", "milblogger", "rescuer", "firefighter", "reservist", "evacuee", "detainee"),
        *("peacekeeper", "staffer", "partisan", "ecologist", "inmate", "teenager", "schoolgirl", "housewife", "sapper"),
        *("councilman", "playwright", "émigré", "ex-soldier", "mother-of-two", "vice-governor", "attaché", "client"),
    ],
)
def test_a_noun_for_people_is_the_subject_behind_its_verb(noun: str) -> None:
    assert first(f"“We ran for our lives,” said a Ukrainian {noun}.").name == f"Ukrainian {noun}"
    assert first(f"“We ran for our lives,” said Ukrainian {noun} Quorin Keele.").name == "Quorin Keele"


@pytest.mark.parametrize("plural", ["firefighters", "rescuers", "firemen", "housewives", "mothers-in-law", "passersby"])
def test_plurals_of_nouns_for_people(plural: str) -> None:
    assert first(f"“We ran for our lives,” said Ukrainian {plural}.").name == f"Ukrainian {plural}"


@pytest.mark.parametrize(
    ("noun", "pronoun"), [("schoolgirl", "he"), ("grandma", "he"), ("fireman", "she"), ("stepfather", "she")]
)
def test_nouns_for_people_have_a_gender(noun: str, pronoun: str) -> None:
    text = f"Keele Vlasiuk waited in the yard. A {noun} came out of the house. “It is over,” {pronoun} said."
    assert first(text).name == "Keele Vlasiuk"


@pytest.mark.parametrize(
    "title",
    [
        *("MEP", "MSP", "CEO", "Ombudsman", "Ombudswoman", "Special Rapporteur", "Commodore"),
        *("Minister-President", "Taoiseach", "Ensign", "Lance Corporal", "Captain 1st Rank", "Archpriest", "Fr"),
        *("Assemblyman", "Sheikh", "Baron", "Ex-Marine", "Firefighter", "Milblogger", "Headmistress", "Herr", "Gov."),
        *("Monsieur", "Madame", "Lt-Gen", "Attorney-General", "Under-Secretary-General", "Cllr"),
    ],
)
def test_titles_are_no_part_of_a_name(title: str) -> None:
    assert first(f"“We are ready,” said {title} Quorin Keele.").name == "Quorin Keele"


@pytest.mark.parametrize("title", ["Mum", "Dad", "Mother-of-two", "Rescuer"])
def test_titles_that_open_a_sentence_are_no_part_of_a_name(title: str) -> None:
    assert first(f"{title} Solomiia Keele said: “We just ran.”").name == "Solomiia Keele"


@pytest.mark.parametrize(
    "verb",
    [
        *("begged", "pleaded", "grumbled", "raged", "chuckled", "smiled", "grinned", "snorted", "moaned", "enthused"),
        *("deadpanned", "confided", "concurred", "affirmed", "reaffirmed", "instructed", "disclosed", "implored"),
        *("sobbed", "bellowed", "mumbled", "lauded", "lambasted", "interrupted", "stammered", "summarised", "gasped"),
    ],
)
@pytest.mark.parametrize("order", ["{verb} Danylo Keele", "Danylo Keele {verb}"])
def test_verbs_of_speech(verb: str, order: str) -> None:
    found = first(f"Anna Bondar poured tea. “It is a trap,” {order.format(verb=verb)}.")
    assert (found.name, found.cue) == ("Danylo Keele", verb)


@pytest.mark.parametrize("opening", ["Nearby", "Overhead", "Upstairs", "Abroad", "Eventually", "Privately"])
def test_words_of_place_time_and_manner_are_no_part_of_a_name(opening: str) -> None:
    assert first(f"{opening} Keele wrote: “I am ill.”").name == "Keele"


@pytest.mark.parametrize("opening", ["Nearby", "Beneath it", "Alongside them", "Aboard", "Everywhere", "Nowhere else"])
def test_words_of_place_that_open_a_sentence_are_nobody(opening: str) -> None:
    assert first(f"{opening}, somebody added: “Yet.”").name == ""


@pytest.mark.parametrize("word", ["Neither", "Either"])
def test_one_of_two_is_no_part_of_a_name(word: str) -> None:
    text = f"{word} Keele nor Rud came. Gary Keele sent a note. “I am ill,” Keele wrote."
    assert first(text).name == "Gary Keele"


def test_a_fighter_jet_is_no_fighter() -> None:
    text = "The mayor, Ivan Mahl, told us two fighter jets had come. “We heard them,” he said."
    assert first(text).name == "Ivan Mahl"
    assert first("A spy plane fell near Lidne. “We heard it,” he said.").name == ""
    assert first("A spy fell near Lidne. “We heard it,” he said.").name == "spy"


def test_close_is_no_verb_of_speech() -> None:
    assert first("Sources close to the government told the agency it was “a matter of weeks”.").name == "Sources"


@pytest.mark.parametrize("body", ["Nato", "Seimas", "gendarmerie", "lender", "task-force"])
def test_bodies_speak(body: str) -> None:
    assert first(f"“We are looking into it,” said the Lithuanian {body}.").name == f"Lithuanian {body}"


@pytest.mark.parametrize("title", ["Lord", "Sir", "Dame", "Mr"])
def test_an_honorific_describes_nobody(title: str) -> None:
    assert not first(f"“We will rebuild it,” {title} Robin Petrenko said.").description


@pytest.mark.parametrize("file", ["bodies.txt", "roles.txt", "titles.txt", "words.txt", "sets.txt", "call_signs.txt"])
def test_no_word_stands_twice_in_a_section(file: str) -> None:
    words = [(section, word) for section, line in sections(file) for word in line]
    assert [word for word, times in Counter(words).items() if times > 1] == []


def test_no_verb_is_of_two_strengths() -> None:
    verbs = [line[0] for _, line in sections("verbs.txt")]
    assert [verb for verb, times in Counter(verbs).items() if times > 1] == []
