"""When a stance is shown and not vouched for. All speakers are invented."""

from pathlib import Path

import numpy as np
import pytest

from model import Classifier, Utterance, read_article
from model.engines import Logits
from model.labels import View
from model.language.english import is_english


@pytest.fixture(scope="module")
def classifier(tiny_bundle: Path) -> Classifier:
    return Classifier.load(tiny_bundle, "cpu")


@pytest.mark.parametrize(
    "text",
    [
        "We will win",
        "not",
        "Ukraine must surrender",
        "Slava Ukraini!",
        "Ukraine's own policy forced Russia's hand, roughly speaking.",
        "Vladimir de la Cruz",
        "She heads the Centro de Estudios de la Defensa in Madrid, which said so.",
        "",
    ],
)
def test_english_and_what_is_too_short_to_tell_is_read(text: str) -> None:
    assert is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Les occupants doivent quitter notre terre",
        "Die Besatzer müssen gehen und das Land verlassen",
        "La guerra è finita e noi non siamo più soli",
        "De oorlog is voorbij en wij hebben het land terug",
        "Rusya bu savaşı kaybedecek ve biz kazanacağız",
        "Ukraina musi wygrać tę wojnę",
        "Окупанти мають піти",
        "Киевский режим должен сдаться",
        "הם חייבים לעזוב",
    ],
)
def test_other_languages_are_labelled_and_not_vouched_for(text: str, classifier: Classifier) -> None:
    [found] = classifier.classify([Utterance(text)], threshold=0.0)
    assert (found.stance.abstained, found.stance.reason) == (True, "not-english")
    article = f"“{text},” Zorban Klett said at the town hall, and he would not say more of it to those who asked."
    assert [one.stance.reason for one in read_article(article, classifier, threshold=0.0)] == ["not-english"]


@pytest.mark.parametrize(
    ("context", "words", "reason"),
    [
        ((9, 0, 0), (0, 9, 0), "words-disagree"),
        ((0, 9, 0), (9, 0, 0), "words-disagree"),
        ((9, 0, 0), (9, 0, 0), None),
        ((9, 0, 0), (0, 0, 9), None),
    ],
)
def test_a_side_that_the_words_alone_speak_against_is_not_vouched_for(
    context: tuple[int, ...], words: tuple[int, ...], reason: str | None, classifier: Classifier
) -> None:
    item = classifier.prepare(Utterance("We will hold the line"), View.BOTH)
    logits = Logits(np.array([context, words], float) * 9, np.zeros((2, 3)))
    found = classifier.decode(item, logits, threshold=0.5)
    assert found.stance_text is not None
    assert (found.stance.reason, found.stance_text.reason) == (reason, reason)
    assert found.stance.abstained == (reason is not None)


def test_who_asks_may_say_how_sure_a_stance_must_be(classifier: Classifier) -> None:
    asked = [Utterance("We will hold the line,")]
    assert not classifier.classify(asked, threshold=0.0)[0].stance.abstained
    assert classifier.classify(asked, threshold=1.0)[0].stance.reason == "low-confidence"
    article = "“We will hold the line,” Zorban Klett said."
    assert read_article(article, classifier, threshold=1.0)[0].stance.reason == "low-confidence"
