"""Who speaks in transcripts and printed interviews, where a line begins with its speaker. All persons are invented."""

import pytest

from tests.speakers.speaking import attributions, last

BROADCAST = """\
JOHN SMITH, ANCHOR: Good evening. Tonight, the bridge. Olena, what do they say?

OLENA KELL, CORRESPONDENT: Thank you, John. I asked the soldiers to wait and told them “we will come back.”

There was a sign, too, “no more talks,” that I saw. The mayor, Ivan Rud, said: “We stay.” And he stayed.

SMITH: Right. Does anybody else?

KELL: My answer to that is “never say never.” People here do say “home is home.”

SMITH: Thank you.
"""


def test_words_in_a_turn_are_those_of_whom_it_names_or_of_whose_turn_it_is() -> None:
    names = [one.name.title() for one in attributions(BROADCAST)]
    assert names == ["Olena Kell", "Olena Kell", "Ivan Rud", "Olena Kell", "People"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("MS KELL: Good evening. I say to all of them “enough is enough.” Great nations wait.", "KELL"),
        ("MINISTER RUD: Thank you. Today we say “enough is enough.” Great nations do not wait.", "RUD"),
        ("RUD: Good evening. I have seen it, and it was “as loud as a train.”", "RUD"),
        ("MR RUD (via an interpreter): Good morning. We said to them “never again”.", "RUD"),
        ("[00:12:10] RUD: He did.\n[00:12:22] HALL: And?\n[00:12:24] RUD: I know. We said “never again.”", "RUD"),
        ("PRESIDENT OF THE SENATE: Colleagues, I tell them “as long as it takes”.", "PRESIDENT OF THE SENATE"),
        ("Host: Great. And?\nOlena Kell: Terrible. We said “never again.”\nHost: Why?", "Olena Kell"),
    ],
)
def test_a_label_before_a_line_says_whose_turn_it_is(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(("asking", "label"), [("Smith", "Koval"), ("SMITH", "KOVAL")])
def test_bare_surnames_that_ask_and_answer_are_speakers(asking: str, label: str) -> None:
    answer = "Ivan Kell called Anna Hrim and went home. The deputy minister left, too. That “hero” of theirs."
    assert last(f"{asking}: What did Ivan Kell do?\n{label}: {answer}\n{asking}: And then?").name == label
    for first, second in (("Pros", "Cons"), ("Question", "Answer"), ("Moscow", "Kyiv")):
        assert last(f"{first}: Who knows?\n{second}: {answer}\n{first}: Yes.").name != second


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("PRESIDENT OF THE SENATE: Colleagues, people ask me “for how long”. I do not know.", "people"),
        ("Olena Kell: Terrible. Soldiers shouted “get out!” at us.\nHost: And?\nOlena Kell: We left.", "Soldiers"),
    ],
)
def test_words_of_others_in_a_turn_stay_theirs(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "WATCH: The bridge falls\nREAD MORE: A town waits\nWATCH: Pumps fail\nThe bridge is “gone”, Ivan Rud said.",
            "Ivan Rud",
        ),
        ("BREAKING: Mayor Ivan Rud has called the strike “a crime”.", "Ivan Rud"),
        ("NATO: The alliance’s envoy said the strike was “a crime”.", "alliance's envoy"),
        ("Ivan Rud: mayor since 2019, whom the miners call “the fox”.\nOlena Kell: surgeon.", "miners"),
        ("OLENA KELL LEAVES, BUT THE COUNCIL STAYS - Ivan Rud: “The bridge is gone, and so are we.”", "Ivan Rud"),
    ],
)
def test_other_words_before_a_colon_speak_for_nobody(text: str, name: str) -> None:
    assert last(text).name == name


def test_what_follows_an_interview_is_no_turn() -> None:
    text = "HOST: And?\nOLENA KELL: We left.\nHOST: I see.\nOLENA KELL: Yes.\n\nThe mayor spoke. “We stay,” he said."
    assert last(text).name == "mayor"


@pytest.mark.parametrize("word", ["Good", "Great", "Right", "Hello", "Sorry"])
def test_a_greeting_names_nobody(word: str) -> None:
    assert last(f"{word}, that was “as loud as a train” again.").name == ""
    assert last(f"Ivan {word} is here. {word} said: “No.”").name == f"Ivan {word}"
