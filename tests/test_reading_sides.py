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
        ("Riga spoke. The director of a Belarusian mill, Aliaksei Prakapchuk, said it was “paid for”.", Side.RUSSIA),
        ("Ukrainian luthier Yaroslav Kotsiumbas came. “I do not look,” Mr Kotsiumbas told the BBC.", Side.UKRAINE),
        ("DONETSK, May 3. /TASS/. “The roads are open,” said adviser Filipp Garmash.", Side.RUSSIA),
        ("Zaporizhia Oblast occupation official Yefim Karasyuk said: “It is done.”", Side.RUSSIA),
        ("A pilot with the call sign Wolf flew. “It is fine,” Wolf said.", Side.UNKNOWN),
        ("Elwood Mosher met Daryna in Lutsk. “It is fine,” Daryna said.", Side.UNKNOWN),
        ("“It is fine,” said Ravi Kalsan, a baker in Lucknow.", Side.OTHER),
        ("“It is fine,” said Ted Marlowick, a baker in Grimsby.", Side.WEST),
    ],
)
def test_the_text_says_where_a_speaker_stands(text: str, side: Side) -> None:
    assert [reading.speaker.side for reading in read_text(text, TABLE)][-1] is side


def test_words_that_look_like_a_name_have_their_speaker_where_a_caller_asks_for_them() -> None:
    asked = Utterance("Victory Day", context="Borys Petrenko spoke of the “Victory Day” again.")
    assert read_utterance(asked, TABLE).speaker.name == "Borys Petrenko"
