"""What a run learns from, what it refuses, and what it keeps for measuring."""

import dataclasses
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from model.errors import InputError, RowError
from model.labels import Kind, Sentiment
from model.progress import Progress
from model.sides import SideTable
from tests.tiny_world import KNOWN, rows, write
from tests.training.given import reference, tone
from training.config import Config
from training.data.frozen import read_frozen
from training.data.leakage import EvaluationSet
from training.data.sources import Sources
from training.data.split import LEAST_REAL, hold_out, split_by_group
from training.data.units import Unit, tone_alone
from training.evaluation.run import Evaluation
from training.run import read_data, train


def _units(text: str, *quotes: str) -> list[Unit]:
    labels = tone_alone(Kind.DIRECT, Sentiment.NEUTRAL)
    starts = [text.index(quote) for quote in quotes]
    return [
        Unit(quote, "a", text, start, start + len(quote), labels, real=True)
        for quote, start in zip(quotes, starts, strict=True)
    ]


def test_what_the_evaluation_set_holds_is_not_learnt_from(config: Config, tmp_path: Path) -> None:
    made = rows(KNOWN, 6, 0, "u")
    corpus = write(tmp_path / "c.jsonl", made)
    measured = write(tmp_path / "gold.jsonl", [made[0] | {"id": "g1", "paragraph": f"Then: “{made[0]['quote']}”"}])
    units = Evaluation((measured,)).units()
    data = read_data(config, Sources((corpus,)), SideTable.load(), units)
    shared = {row["id"] for row in made if row["quote"].casefold() == made[0]["quote"].casefold()}
    assert data.withheld == len(shared)
    assert not shared & {row.unit.id for row in (*data.train, *data.held_out)}


def test_another_quote_of_a_measured_text_is_not_learnt_from() -> None:
    text = "“We hold the line,” he said. “The buses leave at noon,” she said."
    whole = next(iter(_units(text, "We hold the line,")))
    other, short = _units(text, "The buses leave at noon,", "she")
    measured = EvaluationSet([whole])
    assert measured.holds(other)
    assert measured.holds(short)
    [part] = _units("“The buses leave at noon,” she said.", "The buses leave at noon,")
    assert measured.holds(part), "a paragraph of a measured text"
    [brief] = _units("“Never,” he said.", "Never,")
    assert EvaluationSet([brief]).holds(brief), "a text too short to be known by its words"
    [elsewhere] = _units("“The buses leave at noon,” she said again.", "The buses leave at noon,")
    assert not measured.holds(elsewhere)


def test_a_longer_or_shorter_cut_of_a_measured_quote_is_not_learnt_from() -> None:
    quote = "The buses leave at noon from here,"
    measured = EvaluationSet(_units(f"“{quote}” she said.", quote))
    [longer] = _units("“Now the buses leave at noon from here, too.”", "Now the buses leave at noon from here, too.")
    [shorter] = _units("“Buses leave at noon,” it is said.", "Buses leave at noon,")
    [chance] = _units("They “leave at noon” every day.", "leave at noon")
    assert measured.holds(longer)
    assert measured.holds(shorter)
    assert not measured.holds(chance), "too short to be known by its words"


def test_a_measured_quote_beside_another_is_shown_by_written_examples_alone() -> None:
    measured = EvaluationSet(_units("“The buses leave at noon,” she said.", "The buses leave at noon,"))
    [real] = _units("“The buses leave at noon,” she said. “No, they stay here,” he said.", "No, they stay here,")
    assert not measured.holds(real), "it teaches no label of the other"
    assert measured.holds(dataclasses.replace(real, real=False))


def test_other_marks_blanks_and_spellings_are_no_other_words() -> None:
    [measured] = _units("“We don’t leave Kyiv — ever,” he said.", "We don’t leave Kyiv — ever,")
    [same] = _units('"We don\'t  leave Kiev -- ever," he added.', "We don't  leave Kiev -- ever,")
    [other] = _units('"We do leave Kiev -- ever," he added.', "We do leave Kiev -- ever,")
    assert EvaluationSet([measured]).holds(same)
    assert not EvaluationSet([measured]).holds(other)


def test_single_and_double_marks_are_no_other_words() -> None:
    [measured] = _units("“We never called them ‘heroes’, ever,” he said.", "We never called them ‘heroes’, ever,")
    [same] = _units("‘We never called them “heroes”, ever,’ he added.", "We never called them “heroes”, ever,")
    assert EvaluationSet([measured]).holds(same)


def test_one_group_held_out_is_too_few_and_said_before_training(config: Config, tmp_path: Path) -> None:
    made = [row | {"group": f"g{number % 2}"} for number, row in enumerate(rows(KNOWN, 2, 0, "u"))]
    with pytest.raises(InputError, match=r"12 quotes held out are of one group .* raise held_out"):
        train(config, Sources((write(tmp_path / "c.jsonl", made),)), tmp_path / "m", Progress())
    assert not (tmp_path / "m.work").exists()


def _row(group: str, *, real: bool = True, only_tone: bool = False) -> Any:
    return SimpleNamespace(unit=SimpleNamespace(group=group, real=real), only_tone=only_tone)


def test_the_share_asked_for_is_held_out_in_whole_groups_whatever_the_order_of_rows() -> None:
    made = [_row(f"g{number // 4}") for number in range(100)]
    held = split_by_group(made, 0.25, 1)
    groups = {row.unit.group for row in held}
    assert (len(held), len(groups)) == (28, 7), "until a quarter is reached"
    assert len(split_by_group(made, 0.24, 1)) == 24
    assert {row.unit.group for row in split_by_group(made[::-1], 0.25, 1)} == groups
    assert {row.unit.group for row in split_by_group(made, 0.25, 2)} != groups


def test_real_quotes_with_all_their_labels_are_held_out_where_there_are_enough() -> None:
    written = [_row(f"written {number}", real=False) for number in range(10)]
    tones = [_row(f"tone {number}", only_tone=True) for number in range(10)]
    real = [_row(f"real {number}") for number in range(LEAST_REAL)]
    assert hold_out([*written, *tones, *real], 1.0, 1) == real
    assert hold_out([*written, *tones, *real[1:]], 1.0, 1) == written
    assert hold_out([*tones, *real[1:]], 1.0, 1) == real[1:]


def test_a_corpus_that_is_the_evaluation_set_is_said_to_be_withheld(config: Config, corpus: Path) -> None:
    said = r"0 labelled quotes are too few .*, beside \d+ that are withheld since the evaluation set holds their words"
    with pytest.raises(InputError, match=said):
        read_data(config, Sources((corpus,)), SideTable.load(), read_frozen([corpus]))


def test_an_id_that_two_files_share_is_refused(corpus: Path, tmp_path: Path) -> None:
    first = json.loads(corpus.read_text("utf-8").splitlines()[0])["id"]
    tones = dataclasses.replace(tone(tmp_path, id=first), authored=(corpus,))
    with pytest.raises(InputError, match=rf"id '{first}' is given 2 times in corpus\.jsonl, tones\.jsonl"):
        tones.examples(SideTable.load())


def test_what_is_held_out_shares_no_group_with_what_is_learnt(config: Config, tmp_path: Path) -> None:
    made = [row | {"group": f"g{number // 7}"} for number, row in enumerate(rows(KNOWN, 6, 0, "u"))]
    data = read_data(config, Sources((write(tmp_path / "c.jsonl", made),)), SideTable.load())
    assert data.held_out
    assert not {row.unit.group for row in data.held_out} & {row.unit.group for row in data.train}


def test_what_is_held_out_shares_no_words_with_what_is_learnt(config: Config, tmp_path: Path) -> None:
    made = rows(KNOWN, 6, 0, "u")
    again = [row | {"id": f"again-{row['id']}", "paragraph": f"Then: “{row['quote']}”"} for row in made]
    data = read_data(config, Sources((write(tmp_path / "c.jsonl", [*made, *again]),)), SideTable.load())
    assert data.held_out
    assert not {row.unit.quote for row in data.held_out} & {row.unit.quote for row in data.train}
    assert len({row.unit.quote for row in (*data.held_out, *data.train)}) == len({row["quote"] for row in made})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"stance": "pro-nobody"}, "stance"),
        ({"quote": "not there"}, "verbatim"),
        ({"id": ""}, "id"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_bad_row_is_named_by_file_and_line(change: dict[str, str], said: str, tmp_path: Path) -> None:
    made = rows(KNOWN, 2, 0, "u")
    made[4] |= change
    file = write(tmp_path / "bad.jsonl", made)
    file.write_text("\ufeff" + file.read_text("utf-8"), "utf-8")  # as some editors begin a file
    with pytest.raises(InputError, match=rf"bad\.jsonl:5: .*{said}"):
        Sources((file,)).read()


def test_labels_by_reference_are_joined_with_their_text(tmp_path: Path) -> None:
    units, corpora = reference(tmp_path).read()
    assert [unit.quote for unit in units] == ["leave at noon"]
    assert corpora[0].units == 1


@pytest.mark.parametrize("change", [{"start": 27}, {"article": "a2"}, {"sha1": "0" * 40}])
def test_a_reference_that_does_not_fit_its_article_is_refused(change: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"refs\.jsonl:1: article"):
        reference(tmp_path, **change).read()


def test_an_article_may_stand_in_two_files_and_its_id_never_means_two_texts(tmp_path: Path) -> None:
    sources = reference(tmp_path)
    [first] = sources.articles
    other = tmp_path / "others.jsonl"
    other.write_text(first.read_text("utf-8") + "\n", "utf-8")
    both = dataclasses.replace(sources, articles=(first, other))
    assert len(both.read()[0]) == 1
    other.write_text(json.dumps({"article": "a2", "text": "a"}) + "\n" + json.dumps({"article": "a1", "text": "b"}))
    with pytest.raises(RowError, match=r"others\.jsonl:2: article 'a1' has another text in .*articles\.jsonl:1; "):
        dataclasses.replace(both).read()
    with pytest.raises(RowError, match=r"others\.jsonl:2: article 'a1' has another text"):
        read_frozen(sources.real, both.articles)


def test_targets_are_an_auxiliary_task_without_a_stance(config: Config, corpus: Path, tmp_path: Path) -> None:
    target = {
        "sentence_normalized": "We see the aggressor again.",
        "targets": [{"from": 11, "to": 20, "polarity": 2}],
    }
    (tmp_path / "targets.jsonl").write_text(json.dumps(target), "utf-8")
    data = read_data(config, Sources((corpus,), targets=(tmp_path / "targets.jsonl",)), SideTable.load())
    targets = [row for row in data.train if row.only_tone]
    assert [(row.example.quote, row.sentiment) for row in targets] == [("aggressor", 1)]


def test_a_quote_whose_tone_alone_is_known_is_learnt_from_and_never_held_out(
    config: Config, corpus: Path, tmp_path: Path
) -> None:
    sources = dataclasses.replace(tone(tmp_path), authored=(corpus,))
    data = read_data(config, sources, SideTable.load())
    [only] = [row for row in data.train if row.only_tone]
    assert (only.example.quote, only.sentiment) == ("We see the aggressor a bit,", 0)
    assert not any(row.only_tone for row in data.held_out)
    assert [corpus.name for corpus in data.corpora] == ["corpus.jsonl", "tones.jsonl"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sha1": "0" * 40}, "article 'a1' has another text"),
        ({"article": "a2"}, "article 'a2' is not among the texts"),
        ({"start": 500, "end": 510}, r"start\.\.end must lie within 0\.\.\d+ and not be empty, got 500\.\.510"),
        ({"start": 9, "end": 5}, r"start\.\.end must lie within"),
    ],
)
def test_a_tone_that_does_not_fit_its_article_is_refused(
    change: dict[str, object], message: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=rf"tones\.jsonl:1: {message}"):
        tone(tmp_path, **change).examples(SideTable.load())


def test_a_tone_without_a_sentiment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"tones\.jsonl:1: sentiment"):
        tone(tmp_path, sentiment="glad").examples(SideTable.load())
