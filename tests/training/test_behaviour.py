"""What the shipped model promises whatever the data, and what the reader promises without any model."""

import pytest

from model.artifacts.metadata import SHIPPED
from model.classifier import Classifier
from model.reading import read_utterance
from model.sides import SideTable
from training.behaviour import Report, run_suite
from training.behaviour.cases import BehaviourTest, CheckKind, read_tests
from training.behaviour.limits import read_limits

SHIPPED_TESTS = read_tests()
INVARIANT = [test for test in SHIPPED_TESTS if test.kind is CheckKind.INVARIANCE]
# Here the speakers are of several sides on purpose.
OF_ONE_SIDE = [test for test in INVARIANT if test.name != "words that carry their own side"]


@pytest.fixture(scope="module")
def report() -> Report:
    if not (SHIPPED / "metadata.json").is_file():
        pytest.skip(f"no model is shipped in {SHIPPED}")
    return run_suite(Classifier.load(device="cpu"))


@pytest.mark.parametrize("test", [test.name for test in SHIPPED_TESTS])
def test_the_shipped_model_fails_no_more_than_its_limit(report: Report, test: str) -> None:
    result, limit = report[test], read_limits()[test].release
    shown = "\n".join(f"{one.label} -> {one.changed_label}: {one.changed or one.text}" for one in result.failures[:10])
    assert result.failure_rate <= limit, f"{result.failure_rate:.1%} fail, at most {limit:.1%} may:\n{shown}"


def test_every_shipped_test_has_a_limit_and_every_limit_a_test() -> None:
    assert set(read_limits()) == {test.name for test in SHIPPED_TESTS}


def test_a_release_never_asks_for_more_than_its_target() -> None:
    assert all(limit.target <= limit.release for limit in read_limits().values())


def test_the_suite_is_of_the_stated_size() -> None:
    assert all(15 <= len(test.cases) <= 40 for test in SHIPPED_TESTS)


def test_no_case_stands_twice_in_a_test() -> None:
    for test in SHIPPED_TESTS:
        bases = [check.base for check in test.checks() if check.id.endswith(".1")]
        assert len(set(bases)) == len(bases), test.name


@pytest.mark.parametrize("test", OF_ONE_SIDE, ids=lambda test: str(test.name))
def test_what_must_not_flip_leaves_the_speaker_on_his_side(test: BehaviourTest) -> None:
    sides, moved, checks = SideTable.load(), [], list(test.checks())
    for check in checks:
        assert check.changed is not None
        one, two = read_utterance(check.base, sides).speaker, read_utterance(check.changed, sides).speaker
        if one.side is not two.side:
            moved.append(f"{one.name} ({one.side}) -> {two.name} ({two.side}): {check.changed.context}")
    assert len(moved) <= 0.01 * len(checks), "\n".join(moved)


def test_pointing_words_are_spoken_across_the_front() -> None:
    test = next(test for test in SHIPPED_TESTS if test.name == "words that only point")
    sides = SideTable.load()
    for check in test.checks():
        assert check.changed is not None
        pair = {read_utterance(one, sides).speaker.side.value for one in (check.base, check.changed)}
        assert pair == {"ukraine", "russia"}, check.changed.context


def test_white_space_is_invisible_to_the_network(tiny_bundle: object) -> None:
    classifier = Classifier.load(str(tiny_bundle), "cpu")
    test = next(test for test in SHIPPED_TESTS if test.name == "white space and line ends")
    for check in test.checks():
        assert check.changed is not None
        assert classifier.prepare(check.base).keys == classifier.prepare(check.changed).keys, repr(check.changed)
