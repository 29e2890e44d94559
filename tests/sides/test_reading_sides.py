"""Sides as whole texts show them, through quotes and speakers. All persons are invented."""

import pytest

from model.labels import Side
from model.reading import read_text, read_utterance
from model.sides import SideTable
from model.types import Utterance

TABLE = SideTable.load()


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("TBILISI, Georgia (AP) — Ilya, a Russian who rents a flat here, said: “It is hard.”", Side.RUSSIA),
        ("Stepan Rud, a Russian who lives in Berlin, said the bridge was “open”.", Side.RUSSIA),
        (
            "RIGA (Reuters) - Latvia spoke. The director of a Belarusian mill, Aliaksei Kolun, said: “Paid.”",
            Side.RUSSIA,
        ),
        ("Ukrainian luthier Yaroslav Kotsiumbas came. “I do not look,” Mr Kotsiumbas told the BBC.", Side.UKRAINE),
        ("DONETSK, May 3. /TASS/. “The roads are open,” said adviser Filipp Garmash.", Side.RUSSIA),
        ("Zaporizhia Oblast occupation official Yefim Karasyuk said: “It is done.”", Side.RUSSIA),
        ("A pilot with the call sign Wolf flew. “It is fine,” Wolf said.", Side.UNKNOWN),
        ("Elwood Mosher met Daryna in Lutsk. “It is fine,” Daryna said.", Side.UKRAINE),
        (
            "Anna Zhovtonoh is a member of the Ukrainian parliament. “It is warm,” she said. France agreed.",
            Side.UKRAINE,
        ),
        ("Kyiv barred Karl Berg from Ukraine in May. “I am no spy,” Berg said.", Side.WEST),
        ("Ihor Berg, who escaped Russian captivity, smiled. “It was cold,” he said.", Side.UKRAINE),
        ("John Marlowick was a student in Moscow in 1991. “It was cold,” he said.", Side.WEST),
        ("Karl Berg is the father of a Russian soldier. “It is cold,” he said.", Side.WEST),
        ("In Kyiv, Foreign Minister Karl Berg said Germany would help. “We stay,” he said.", Side.WEST),
        ("Olena Kell and Petro Bondar said the bridge was “open”.", Side.UKRAINE),
        ("In Russia again Karl Berg was jailed. “It is cold,” he said.", Side.WEST),
        ("SUMY, Ukraine — TASS said the shelling had stopped. “We hold,” said an adviser in Sumy.", Side.UKRAINE),
        ("Maria Berg works as a nurse in Kharkiv. “It is warm,” she said. Poland agreed.", Side.UKRAINE),
        ("Larisa Berg, 36, from Kharkiv, smiled. “It is warm,” she said. France agreed.", Side.UKRAINE),
        ("Larisa Berg, who lives in Kharkiv, smiled. “It is warm,” she said. France agreed.", Side.UKRAINE),
        ("Maria, 67, fled Zaporizhzhia for Stockport, in England. “They are thin,” she said.", Side.UKRAINE),
        ("“We were five,” said Yanina Hatouchyts, who fled Minsk and lives in Vilnius.", Side.OTHER),
        ("Piers Marlowick, the head of Ukraine programmes at the British charity Lenz, said: “We go.”", Side.WEST),
        ("Piers Marlowick, head of Russia research at the German bank Lenz, said: “We go.”", Side.WEST),
        ("In Minsk, lawmaker Anatol Shpakouski dismissed it. “They can sing,” he said.", Side.RUSSIA),
        ("In Kyiv it rained. In Moscow, Pyotr Ilin, a Defence Ministry spokesman, left. “No,” he said.", Side.RUSSIA),
        ("In Moscow, the Defence Ministry's spokesman, Pyotr Ilin, left Kyiv. “No,” he said.", Side.RUSSIA),
        ("In Minsk, a spokesman for Ukraine's Defence Ministry, Pyotr Ilin, left. “No,” he said.", Side.UKRAINE),
        (
            "In Kyiv, crowds ran as Defence Ministry spokesman Pyotr Ilin spoke in Moscow. “No,” he said.",
            Side.RUSSIA,
        ),
        ("In Kyiv, military analyst Piers Marlowick of the British institute Lenz said: “We go.”", Side.WEST),
        ("In Kyiv, military correspondent Pyotr Ilin of Russian television said: “We go.”", Side.RUSSIA),
        ("“It may rain on 4 May,” said Yegor Plotkin. On 5 May it rained.", Side.UNKNOWN),
        ("Under Soviet rule bells were scrap. His daughter Maria rang one. “It was flat,” she said.", Side.UNKNOWN),
        ("“It is fine,” said Ravi Kalsan, a baker in Lucknow.", Side.OTHER),
        ("“It is fine,” said Piers Marlowick, a baker in Grimsby.", Side.WEST),
    ],
)
def test_the_text_says_where_a_speaker_stands(text: str, side: Side) -> None:
    assert [reading.speaker.side for reading in read_text(text, TABLE)][-1] is side


def test_words_that_look_like_a_name_have_their_speaker_where_a_caller_asks_for_them() -> None:
    asked = Utterance("Victory Day", context="Borys Petrenko spoke of the “Victory Day” again.")
    assert read_utterance(asked, TABLE).speaker.name == "Borys Petrenko"


@pytest.mark.parametrize(
    ("speaker", "side"), [("Kremlin", Side.RUSSIA), ("Gazprom", Side.RUSSIA), ("Kyiv", Side.UKRAINE)]
)
def test_a_speaker_whom_the_caller_names_stays_whatever_the_text_says_of_another(speaker: str, side: Side) -> None:
    asked = Utterance("We hold the town,", speaker, "“We hold the town,” a weary engineer said in Lyon.")
    assert read_utterance(asked, TABLE).speaker.side is side


@pytest.mark.parametrize("blank", ["", "  ", "\n\u00a0"])
def test_a_speaker_given_as_blanks_is_sought_as_if_none_were_given(blank: str) -> None:
    for context, name in (("“We go home,” said Orest Halko, a Ukrainian sergeant.", "Orest Halko"), ("", "")):
        speaker = read_utterance(Utterance("We go home,", blank, context), TABLE).speaker
        assert speaker == read_utterance(Utterance("We go home,", None, context), TABLE).speaker
        assert speaker.name == name
