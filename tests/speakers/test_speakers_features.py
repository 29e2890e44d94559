"""What features and reports say of who speaks, and what only looks like it. All persons are invented."""

import pytest

from model.reading import read_text
from model.sides import SideTable

TABLE = SideTable.load()


def speaker_of(text: str, words: str) -> str:
    return next(reading.speaker.name for reading in read_text(text, TABLE) if reading.quote.text == words)


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (
            "“It came in,” says Olena Kravets, a teacher.\n\n“We have no beds,” the mayor said.",
            "We have no beds,",
            "mayor",
        ),
        (
            "“It came in,” said Olena Kravets, the mayor of Hrushivka.\n\n“We have no beds,” the mayor said.",
            "We have no beds,",
            "Olena Kravets",
        ),
        (
            "Antonina Pavlivna, 77, brought her own oven door. “Let it work,” the pensioner said.",
            "Let it work,",
            "Antonina Pavlivna",
        ),
        (
            "“It came in,” says Olena Kravets, a teacher.\n\n“We have no beds,” said the region's governor.",
            "We have no beds,",
            "region's governor",
        ),
    ],
)
def test_an_office_is_nobodys_who_has_another_trade(text: str, words: str, name: str) -> None:
    assert speaker_of(text, words) == name


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("The New York Times quotes an official: “They shot the cows.”", "They shot the cows.", "official"),
        (
            "The report quoted a survivor as saying: “They told us that the war was over.”",
            "They told us that the war was over.",
            "survivor",
        ),
        (
            "Mr Petrenko quoted an old proverb: “The wolf does not eat its own.”",
            "The wolf does not eat its own.",
            "Petrenko",
        ),
        ("The report says of the strike: “It was no accident.”", "It was no accident.", "report"),
        ("“They shot the cows,” TASS quoted Ivan Petrushin as saying.", "They shot the cows,", "Ivan Petrushin"),
    ],
)
def test_who_is_quoted_before_a_colon_speaks(text: str, words: str, name: str) -> None:
    assert speaker_of(text, words) == name


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (
            "The Orlyk Institute published a study on Monday.\n\nLosses\n“Neither side can win,” the institute says.",
            "Neither side can win,",
            "Orlyk Institute",
        ),
        ("“It is late,” said Ola Kell.\n\nBackground\n\n“It is not late.”", "It is not late.", "Ola Kell"),
        ("Halfway said: “We are a charity for refugees.”", "We are a charity for refugees.", "Halfway"),
    ],
)
def test_a_heading_names_nobody(text: str, words: str, name: str) -> None:
    assert speaker_of(text, words) == name


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (
            "As Sergei Vorontyntsev, who was in the audience, told me, “we need customers.”",
            "we need customers.",
            "Sergei Vorontyntsev",
        ),
        (
            "As Petro Savchyn, who works for the ministry, told me, “nobody clapped.”",
            "nobody clapped.",
            "Petro Savchyn",
        ),
        (
            "As Petro Savchyn, a priest who was in the crowd, told reporters, “nobody clapped.”",
            "nobody clapped.",
            "Petro Savchyn",
        ),
        ("As one woman in the audience told me, “nobody clapped.”", "nobody clapped.", "woman in the audience"),
        (
            "As Sergei Vorontyntsev, a Duma member, told this writer afterwards, “we need customers.”",
            "we need customers.",
            "Sergei Vorontyntsev",
        ),
        ("Petro Savchyn, who was in the crowd, said: “nobody clapped.”", "nobody clapped.", "Petro Savchyn"),
        ("For the Ukrainian foreign ministry, “it is a duty”.", "it is a duty", "Ukrainian foreign ministry"),
    ],
)
def test_a_clause_about_the_speaker_names_nobody_else(text: str, words: str, name: str) -> None:
    assert speaker_of(text, words) == name


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (
            "Nikolai Burmistrenko, the deputy governor, is irritated. “We wrote for shelters,” the official said.",
            "We wrote for shelters,",
            "Nikolai Burmistrenko",
        ),
        (
            "Yulia Kravtsova is a baker in Lviv. “I want them to know,” the baker says.",
            "I want them to know,",
            "Yulia Kravtsova",
        ),
        (
            "Belarus's State Border Committee reports queues. “All is normal,” the committee said.",
            "All is normal,",
            "Belarus's State Border Committee",
        ),
        (
            "The Vesna Human Rights Centre reports arrests. “All is not normal,” the centre said.",
            "All is not normal,",
            "Vesna Human Rights Centre",
        ),
        (
            "Yulia Kravtsova, a dentist, sells bread. “I want them to know,” the dentist says.",
            "I want them to know,",
            "Yulia Kravtsova",
        ),
        (
            "Nikolai Burmistrenko, prosecuting, asked for nine years. “I am innocent,” the defendant said.",
            "I am innocent,",
            "defendant",
        ),
        (
            "The Orlyk Institute published a study on Monday. “Neither side can win,” the institute says.",
            "Neither side can win,",
            "Orlyk Institute",
        ),
    ],
)
def test_what_somebody_is_leads_to_the_name(text: str, words: str, name: str) -> None:
    assert speaker_of(text, words) == name


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (
            "Olena Kravets heads the village council of Hrushivka. “It came in,” she said.",
            "It came in,",
            "Olena Kravets",
        ),
        ("Olena Kravets chairs the village council. “It came in,” she said.", "It came in,", "Olena Kravets"),
        ("“It came in,” said Olena Kravets, who heads the bakery.", "It came in,", "Olena Kravets"),
        ("Olena Kravets leads the village council. “It came in,” she said.", "It came in,", "Olena Kravets"),
    ],
)
def test_a_verb_that_may_be_a_noun_is_no_part_of_a_name(text: str, words: str, name: str) -> None:
    assert speaker_of(text, words) == name


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("A message came from the commander, asking for “anything that flies”.", "anything that flies", "commander"),
        ("A letter came from the governor: “We have no coal.”", "We have no coal.", "governor"),
        ("An email from the bank said: “We have no coal.”", "We have no coal.", "bank"),
        ("The letter from Oleh Bondar came on Sunday. “Do not wait,” it said.", "Do not wait,", "Oleh Bondar"),
        ("In a letter from prison Ilya Sokolnik wrote: “We have no coal.”", "We have no coal.", "Ilya Sokolnik"),
    ],
)
def test_a_letter_speaks_for_whom_it_came_from(text: str, words: str, name: str) -> None:
    assert speaker_of(text, words) == name


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("Witness K told the court: “He never asked.”", "He never asked.", "Witness K"),
        ("Prisoner B, a Ukrainian marine, told the panel: “He never asked.”", "He never asked.", "Prisoner B"),
        ("Soldier A told the inquiry: 'We had orders.'", "We had orders.", "Soldier A"),
    ],
)
def test_a_letter_for_a_name_keeps_what_it_belongs_to(text: str, words: str, name: str) -> None:
    assert speaker_of(text, words) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Olena Koval faced the court. The judge read the sentence for an hour. “I did nothing,” she told us.",
            "Olena Koval",
        ),
        ("Mayor Pavlo Hrim visited the site. The driver waited. “We will rebuild,” he said.", "Pavlo Hrim"),
        ("Olena Koval is a teacher. During the lesson a girl fainted. “I carried her down,” she said.", "Olena Koval"),
        ("A farmer was killed. “It was a drone,” Pavlo Hrim said. “He was in the field,” his widow said.", "his widow"),
        (
            "“It was a drone,” a US official said. Governor Pavlo Hrim disagreed. “We are sure,” the official said.",
            "US official",
        ),
        ("Governor Pavlo Hrim met a US official. “We will send shells,” the official said.", "US official"),
        ("The judge quoted the defendant and read out the law: “Whoever betrays his land shall be jailed.”", "judge"),
        ("The minister quoted Marta Hall and warned the enemy: “You will lose this war.”", "minister"),
        ("Pavlo Hrim quoted his commander, Oleh Bondar, in his reply to the court: “I obeyed.”", "Pavlo Hrim"),
        ("“It is cold,” said Ukrainian attendant Ivan Petrenko.", "Ivan Petrenko"),
        ("“It is cold,” said Cork, a shopkeeper in Kherson.", "Cork"),
        ("The “senator” from Ohio, Joe Hall, said it was “cold”.", "Joe Hall"),
        ("Oleh Demko, Ukraine's “minister” of drones, said it was “cold”.", "Oleh Demko"),
        ("“It is quiet,” said Tim Hall from Kharkiv.", "Tim Hall"),
        ("“It is cold,” said Roksana Velin, a translator for the Ukrainian army.", "Roksana Velin"),
    ],
)
def test_what_only_looks_like_somebody_else_changes_nothing(text: str, name: str) -> None:
    assert list(read_text(text, TABLE))[-1].speaker.name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Iryna Chornous, a lawyer, dismissed Moscow's claim that the children had been “evacuated”.",
            "government of Russia",
        ),
        ("Iryna Chornous, a lawyer, said Moscow's claim that the children were safe was “a lie”.", "Iryna Chornous"),
        ("“No,” an envoy said. A western official disagreed. “We saw it,” the official said.", "western official"),
    ],
)
def test_whose_words_a_claim_and_an_official_bring(text: str, name: str) -> None:
    assert list(read_text(text, TABLE))[-1].speaker.name == name
