"""From logits to an answer: the likeliest label, by the calibration of the view that was asked for."""

import numpy as np
import pytest

from model.classifier import Classifier
from model.decode import Calibration, Scaling, ViewCalibration, decode_sentiment, decode_stance, total_variation
from model.engines import Logits
from model.labels import Sentiment, Stance, View
from model.types import Utterance
from tests.service.fakes import fake_classifier

LOGITS = np.array([[1.0, -2.0, 0.5]])


@pytest.mark.parametrize("likeliest", [0, 1, 2])
def test_the_likeliest_label_is_given(likeliest: int) -> None:
    probabilities = np.roll([0.5, 0.2, 0.3], likeliest).tolist()
    assert decode_stance(probabilities, 0.0).label is tuple(Stance)[likeliest]
    assert decode_sentiment(probabilities).label is tuple(Sentiment)[likeliest]


@pytest.mark.parametrize(("threshold", "abstained"), [(0.49, False), (0.5, False), (0.51, True)])
def test_a_stance_is_vouched_for_from_the_threshold_on(threshold: float, *, abstained: bool) -> None:
    found = decode_stance([0.2, 0.5, 0.3], threshold)
    assert (found.abstained, found.reason) == (abstained, "low-confidence" if abstained else None)


def test_a_bias_makes_its_class_likelier_by_so_many_logits() -> None:
    plain, biased = (np.log(Scaling(bias=bias).probabilities(LOGITS)[0]) for bias in ((0.0, 0.0, 0.0), (0.0, 3.0, 0.0)))
    assert (biased - biased[0]) - (plain - plain[0]) == pytest.approx([0.0, 3.0, 0.0])


def test_softening_divides_the_logarithms_of_odds() -> None:
    scaling = Scaling(temperature=0.7, bias=(0.5, -1.0, 0.0))
    before, after = (np.log(one.probabilities(LOGITS)[0]) for one in (scaling, scaling.softened(2.0)))
    assert after - after[0] == pytest.approx((before - before[0]) / 2)


@pytest.fixture
def classifier() -> Classifier:
    """A model whose text view, by its calibration, calls all pro-Moscow and positive and vouches for nothing."""
    made = fake_classifier()
    text = ViewCalibration(
        stance=Scaling(bias=(0.0, 50.0, 0.0)), sentiment=Scaling(bias=(0.0, 0.0, 50.0)), threshold=1.0
    )
    context = ViewCalibration(stance=Scaling(bias=(50.0, 0.0, 0.0)), sentiment=Scaling(bias=(50.0, 0.0, 0.0)))
    made.metadata = made.metadata.model_copy(update={"calibration": Calibration(context=context, text=text)})
    return made


@pytest.mark.parametrize(("view", "stance", "tone"), [(View.CONTEXT, 0, 0), (View.TEXT, 1, 2), (View.BOTH, 0, 0)])
def test_each_view_is_decoded_by_its_own_calibration(
    view: View, stance: int, tone: int, classifier: Classifier
) -> None:
    item = classifier.prepare(Utterance("We will hold the line"), view)
    logits = np.zeros((len(item.views), 3))
    found = classifier.decode(item, Logits(logits, logits))
    assert (found.stance.label, found.sentiment.label) == (tuple(Stance)[stance], tuple(Sentiment)[tone])
    if view is View.BOTH:
        assert found.stance_text is not None
        assert found.stance_text.label is Stance.PRO_MOSCOW
        assert found.context_reliance == pytest.approx(1.0), "the views share nothing"


def test_each_view_has_its_own_threshold_unless_the_caller_names_one(classifier: Classifier) -> None:
    asked = [Utterance("We will hold the line")]
    classifier.metadata = classifier.metadata.model_copy(
        update={"calibration": Calibration(text=ViewCalibration(threshold=1.0))}
    )
    reasons = [classifier.classify(asked, view)[0].stance.reason for view in (View.CONTEXT, View.TEXT)]
    assert reasons == [None, "low-confidence"]
    assert classifier.classify(asked, View.TEXT, threshold=0.0)[0].stance.reason is None


def test_what_a_stance_owes_to_its_context_is_a_distance_from_nought_to_one() -> None:
    sure, other, half = (decode_stance(one, 0.0) for one in ([1, 0, 0], [0, 1, 0], [0.5, 0.5, 0]))
    assert [total_variation(sure, one) for one in (sure, half, other)] == [0.0, 0.5, 1.0]
