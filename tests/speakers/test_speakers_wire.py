"""Turns of phrase of wires and tabloids: offices, epithets, sources, labelled lines. All persons are invented."""

import pytest

from model.labels import Kind
from model.quotes import scan
from model.reading import read_text
from model.sides import SideTable
from model.speakers import attribute
from tests.speakers.speaking import last

TABLE = SideTable.load()


@pytest.mark.parametrize(
    "text",
    [
        "The Ukrainian minister, Roman Koss, accused Russian troops of looting. “It was a crime,” Koss said.",
        "Ukraine's defence minister, Roman Koss, met Poland's defence minister, Marek Nowak. “It was good,” Koss said.",
        "Roman Koss, vice-governor of Sumy region, spoke. According to Koss, the Russian army is using “motorcycles”.",
    ],
)
def test_a_clause_that_goes_on_behind_the_name_describes_nobody(text: str) -> None:
    [*_, reading] = read_text(text, TABLE)
    assert (reading.speaker.name, reading.speaker.side) == ("Roman Koss", "ukraine")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "“Good,” a U.S. official said. “We fear it,” a Ukrainian official said. “Soon,” the U.S. official said.",
            "U.S. official",
        ),
        (
            "“Good,” a woman from Kharkiv said. “Bad,” a woman from Sumy said. “A start,” the Kharkiv woman said.",
            "woman from Kharkiv",
        ),
        ("Leonor Quintal said it was late. The Russian ambassador said that Kyiv “hides”.", "Russian ambassador"),
        ("Ukraine's delegate, Taras Lys, spoke. “Nobody listens,” said the delegate of Peru.", "delegate of Peru"),
        ("Ukraine's delegate, Taras Lys, spoke. “Nobody listens,” said the delegate of Ukraine.", "Taras Lys"),
        ("Leonor Quintal said it was late. The mayor of Lviv said that Kyiv “hides”.", "mayor of Lviv"),
        (
            (
                "Ukraine's minister, Oleh Savchuk, met his Polish counterpart, Marek Nowak. “Good,” Savchuk said. "
                "“We are with you,” his Polish counterpart said."
            ),
            "Marek Nowak",
        ),
        (
            (
                "“Late,” an EU official said. “We asked,” a Belgian diplomat said. The EU's spokesperson, Marta Salva, "
                "told reporters it was “very difficult.”"
            ),
            "Marta Salva",
        ),
    ],
)
def test_an_office_of_one_state_is_not_another_s(text: str, name: str) -> None:
    assert last(text).name == name


def test_an_official_among_several_is_not_who_is_named_much_later() -> None:
    text = (
        "“Late,” an EU official said. “We asked,” a Belgian diplomat said. The EU's spokesperson, Marta Salva, "
        "told reporters it was “very difficult.”"
    )
    assert attribute(text, scan(text))[0].name == "EU official"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The official, speaking to Reuters, said it was “a matter of weeks”.", "official"),
        ("The official, who spoke to Reuters, said it was “a matter of weeks”.", "official"),
        ("The ministry, citing Interfax, said it was “a matter of weeks”.", "ministry"),
        ("The mayor, a friend of Kyiv, said it was “a matter of weeks”.", "mayor"),
        ("A nurse evacuated from Mariupol said it was “a matter of weeks”.", "nurse"),
        ("A woman interviewed by Meduza said it was “a matter of weeks”.", "woman"),
        ("A plan drafted in Washington says it is “a matter of weeks”.", "plan"),
        ("A man in military uniform said it was “a matter of weeks”.", "man"),
        ("“It was a mistake,” people familiar with the matter said.", "people"),
        ("Four people with knowledge of the talks said it was “a matter of weeks”.", "people"),
        ("Der Spiegel quoted a German officer as saying the plan was “dead on arrival”.", "German officer"),
        ("“We ran for our lives,” said the Russian beekeeper.", "Russian beekeeper"),
        (
            "Poland condemned it, with its foreign minister, Ewa Hruba, calling it “a test.”",
            "Ewa Hruba",
        ),
        ("The plan, described by one official as “dead on arrival”, will be discussed.", "official"),
        (
            "“We're no charity,” said a U.S. official.\n\nUkrainian officials bristled. One called it “a bill”.",
            "Ukrainian",
        ),
        ("Ivan Koval agreed. “He was hurt,” according to his Telegram channel.", "Ivan Koval"),
        ("We've been speaking to Andriy Moskal. “We were ready for this,” he says.", "Andriy Moskal"),
    ],
)
def test_who_speaks_in_a_phrase(text: str, name: str) -> None:
    assert name in last(text).name


@pytest.mark.parametrize(
    ("office", "name"),
    [
        ("Ukraine's permanent representative to the UN Yevhen Strukov", "Yevhen Strukov"),
        ("Former US ambassador to NATO Judith Hartsfield", "Judith Hartsfield"),
        ("Head of the Office of the President Andrii Savchuk", "Andrii Savchuk"),
        ("Deputy Chief of the General Staff Oleh Savchuk", "Oleh Savchuk"),
        ("Head of the regional police Mykhailo Datsiuk", "Mykhailo Datsiuk"),
        ("Commander of the city's air defense Colonel Mykhailo Datsiuk", "Mykhailo Datsiuk"),
        ("Chairman of the State Duma Committee on Defense Andrei Savkin", "Andrei Savkin"),
        ("U.S. Special Envoy for Ukraine Brent Holloway", "Brent Holloway"),
        ("Ambassador-at-Large of the Russian Foreign Ministry Rodion Mirov", "Rodion Mirov"),
        ("The Security Service of Ukraine's spokesman Artem Dekhtiar", "Artem Dekhtiar"),
        ("The spokesman for President Ivan Petrenko", "spokesman for President Ivan Petrenko"),
    ],
)
def test_a_name_is_told_from_the_office_before_it(office: str, name: str) -> None:
    assert last(f"{office} said the plan was “better than any other”.").name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Liudmyla Prokopenko made soup.\n\n“It came in,” the 67-year-old teacher said.",
            "Prokopenko",
        ),
        ("Captain Oleh Savchuk lit a cigarette. “They took my nephew,” the officer said.", "Oleh Savchuk"),
        ("Rep. Dale Whitcombe voted no. “They took our money,” the lawmaker said.", "Dale Whitcombe"),
        ("Ambassador Jan Kowalik voted no. “They took our money,” the envoy said.", "Jan Kowalik"),
        ("Anna Bondar wept. “They took my nephew,” the woman said.", "Anna Bondar"),
        ("Anna Bondar wept with a woman from Sumy. “They took my nephew,” the woman said.", "woman from Sumy"),
        ("The EU called it “a blatant violation”. “We condemn it,” the bloc said.", "European Union"),
        ("Metropolitan Feodosiy Lys wept. “They called us agents,” the metropolitan said.", "Feodosiy Lys"),
        ("There sat Inna Bondar and her daughter, Olena. “It is boring,” the boy said.", "boy"),
        ("There sat Inna Bondar and her husband, Danylo. “It is boring,” the boy said.", "boy"),
        ("Petar Ganchev, 44, of Harrow, denies both charges. “I was told,” the defendant said.", "Petar Ganchev"),
        ("Governor Petar Ganchev denied hiding losses. “I was told,” the defendant said.", "defendant"),
        ("Judge Petar Ganchev pleaded for silence. “I was told,” the defendant said.", "defendant"),
        ("Petar Ganchev pleaded not guilty. Jan Kruk spoke. “I was told,” the defendant said.", "Petar Ganchev"),
        ("Petar Ganchev and a defendant denied the charges. “I was told,” the defendant said.", "defendant"),
        ("Petar Ganchev denied the reports. “I was told,” the defendant said.", "defendant"),
        ("Petar Ganchev pleaded guilty. Jan Kruk denied the charges. “I was told,” the defendant said.", "defendant"),
    ],
)
def test_an_epithet_means_who_was_named(text: str, name: str) -> None:
    assert name in last(text).name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            (
                "Source: Dmytro Vasylko, Deputy Head of Kherson Oblast Military Administration, on Telegram\n\n"
                "Quote: “A woman sustained fatal injuries.”"
            ),
            "Dmytro Vasylko",
        ),
        (
            "Source: Security Service of Ukraine (SSU)\n\nQuote: “He faces life.”",
            "Security Service of Ukraine",
        ),
        (
            (
                "This was reported by the Sumy Regional Military Administration on Telegram, Ukrinform reports.\n\n"
                "“A man was wounded,” the statement reads."
            ),
            "Sumy Regional Military Administration",
        ),
    ],
)
def test_a_line_that_names_the_source(text: str, name: str) -> None:
    assert last(text).name.startswith(name)


@pytest.mark.parametrize("line", ["Photo: EPA", "Advertisement", "By Anna Whitlock, Kyiv", "READ MORE"])
def test_words_on_a_new_line_are_no_part_of_the_line_before(line: str) -> None:
    [quotation] = scan(f"{line}\n\n“Bread first,” said Oleh Savchuk.")
    assert quotation.kind is Kind.DIRECT


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“My leg hurts,” said Olena Koval, 70. “It will pass,” the doctor told her.", "doctor"),
        ("“I am innocent,” said Petro Bilyk, a baker. The judge replied: “Nothing.”", "judge"),
        ("“We need shells,” Anton Koval told the driver. “Get in,” the driver said.", "driver"),
        ("“We fled,” said Anna van Dijk. “We stayed,” said her husband, Peter van Dijk.", "Peter van Dijk"),
        ("Soldiers know his car. “We call him Winnie,” said one, a former teacher.", "one soldier"),
        ("Two soldiers came by. “We call him Winnie,” one of them told Reuters.", "one soldier"),
        ("Florence Mayor Matt Koval spoke. “We are ready,” said Florence Mayor Matt Koval.", "Matt Koval"),
        ("“We are ready,” said Russian maritime lawyer Ivan Koval.", "Ivan Koval"),
        ("The letter, seen by Reuters, said the plan was “dead”.", "letter"),
        ("The ruling, a copy of which was obtained by the BBC, says the ship was “unseaworthy”.", "ruling"),
        ("A pilot, former miner Ivan Koval, said it was “dead”.", "Ivan Koval"),
    ],
)
def test_who_answers_is_not_who_was_spoken_to(text: str, name: str) -> None:
    assert last(text).name == name


def test_one_person_has_one_side() -> None:
    text = (
        "KYIV - The Ukrainian ministry of energy met. “It is cold,” said Orla Penhallow. "
        "Nobody in Ukraine slept, the president said.\n\nThe plant was far away. “It is dark,” said Orla Penhallow."
    )
    assert len({reading.speaker.side for reading in read_text(text, TABLE)}) == 1
