"""Training with a real, small transformer: what a run promises."""

import dataclasses
import hashlib
import json
from pathlib import Path

import pytest
import torch

from model import Classifier, Utterance
from model.bundle import WEIGHTS, Bundle
from model.cli import main
from model.errors import BundleError, InputError, RowError
from model.labels import Kind, Sentiment, View
from model.progress import Progress
from model.sides import SideTable
from tests.tiny_world import KNOWN, recipe, rows, tiny_base, write
from training.apart import EvaluationSet
from training.config import Config, read_config
from training.evaluation import Evaluation
from training.fit import Course, Material, Trainer, new_network, read_states
from training.frozen import read_frozen
from training.run import read_data, train
from training.sources import Sources
from training.states import condition
from training.units import Unit, tone_alone
from training.wide import fit_wide
from training.work import drop, holding

STAGE = "stages: [{epochs: 1, learning_rate: 1.0e-4, head_learning_rate: 1.0e-3}]"


class StopAfter(Progress):
    """Is interrupted, as by Ctrl-C, at the line that follows so many others."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.left = lines

    def say(self, line: str) -> None:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        super().say(line)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("corpus") / "corpus.jsonl", rows(KNOWN, 20, 0, "u"))


@pytest.fixture(scope="module")
def config(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Config:
    return read_config(recipe(tmp_path_factory.mktemp("recipe"), base, epochs=14))


@pytest.fixture(scope="module")
def trained(config: Config, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(config, Sources((corpus,)), tmp_path_factory.mktemp("models") / "one", Progress())


def test_a_trained_model_knows_the_language_it_was_taught(trained: Path) -> None:
    classifier = Classifier.load(trained, "cpu")
    asked = {label: f"We see the {words[0]} again," for label, words in KNOWN.items()}
    found = classifier.classify([Utterance(text) for text in asked.values()], "text")
    assert [prediction.stance.label for prediction in found] == list(asked)


def test_training_in_less_precision_teaches_the_same(config: Config, corpus: Path, tmp_path: Path) -> None:
    coarse = config.model_copy(update={"precision": "bfloat16"})
    classifier = Classifier.load(train(coarse, Sources((corpus,)), tmp_path / "m", Progress()), "cpu")
    asked = {label: f"We see the {words[0]} again," for label, words in KNOWN.items()}
    found = classifier.classify([Utterance(text) for text in asked.values()], "text")
    assert [prediction.stance.label for prediction in found] == list(asked)


def test_a_bundle_tells_where_it_came_from(trained: Path, corpus: Path, config: Config) -> None:
    metadata = Bundle.load(trained).metadata
    assert metadata.corpora[0].sha256 == hashlib.sha256(corpus.read_bytes()).hexdigest()
    assert metadata.training["config"]["seeds"] == list(config.seeds)
    card = (trained / "MODEL_CARD.md").read_text("utf-8")
    assert "None were measured" in card
    assert "The single seeds on what was held out" in card


def test_the_same_recipe_gives_the_same_weights_even_when_interrupted(
    trained: Path, config: Config, corpus: Path, tmp_path: Path
) -> None:
    out = tmp_path / "again"
    with pytest.raises(KeyboardInterrupt):
        train(config, Sources((corpus,)), out, StopAfter(3))
    assert not out.exists()
    assert (tmp_path / "again.work").is_dir()
    train(config, Sources((corpus,)), out, Progress())
    assert (out / WEIGHTS).read_bytes() == (trained / WEIGHTS).read_bytes()
    assert not (tmp_path / "again.work").exists()


@pytest.mark.parametrize("lines", [4, 5, 6, 7])
def test_a_stage_that_stopped_early_is_over_however_often_the_run_is_taken_up(
    lines: int, config: Config, corpus: Path, tmp_path: Path
) -> None:
    stage = config.stages[0].model_copy(update={"epochs": 3, "learning_rate": 0.03, "head_learning_rate": 0.03})
    several = config.model_copy(update={"stages": (stage, stage), "seeds": (1, 2), "patience": 1})
    whole = train(several, Sources((corpus,)), tmp_path / "whole", Progress())
    with pytest.raises(KeyboardInterrupt):
        train(several, Sources((corpus,)), tmp_path / "again", StopAfter(lines))
    train(several, Sources((corpus,)), tmp_path / "again", Progress())
    assert (tmp_path / "again" / WEIGHTS).read_bytes() == (whole / WEIGHTS).read_bytes()


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


def _units(text: str, *quotes: str) -> list[Unit]:
    labels = tone_alone(Kind.DIRECT, Sentiment.NEUTRAL)
    starts = [text.index(quote) for quote in quotes]
    return [
        Unit(quote, "a", text, start, start + len(quote), labels, real=True)
        for quote, start in zip(quotes, starts, strict=True)
    ]


class Scripted(Trainer):
    """Scores its epochs as it is told; its weights tell in which epoch they were."""

    scores: list[float]

    def _epoch(self, *_: object) -> float:
        self.state.epoch += 1
        with torch.no_grad():
            for parameter in self.network.tuned_state().values():
                parameter.fill_(self.state.epoch)
        return 0.0

    def held_out_score(self) -> float:
        return self.scores[self.state.epoch - 1]


@pytest.mark.parametrize(("select", "epochs", "kept"), [(True, 5, 3), (False, 7, 7)])
def test_the_best_epoch_is_kept_and_patience_ends_a_stage(
    *, select: bool, epochs: int, kept: int, config: Config, corpus: Path, tmp_path: Path
) -> None:
    stage = config.stages[0].model_copy(update={"epochs": 7})
    data = read_data(config, Sources((corpus,)), SideTable.load())
    course = Course("c", 1, (stage,), select=select)
    trainer = Scripted(config.model_copy(update={"patience": 2}), course, Material(data.train, data.held_out, {}))  # type: ignore[arg-type]
    trainer.scores = [0.1, 0.2, 0.6, 0.5, 0.4, 0.9, 0.3]
    said = StopAfter(99)
    network = trainer.run(tmp_path / "c.pt", said)
    assert 99 - said.left == epochs
    assert {float(tensor.max()) for tensor in network.tuned_state().values()} == {kept}


def test_one_group_held_out_is_too_few_and_said_before_training(config: Config, tmp_path: Path) -> None:
    made = [row | {"group": f"g{number % 2}"} for number, row in enumerate(rows(KNOWN, 2, 0, "u"))]
    with pytest.raises(InputError, match=r"12 quotes held out are of one group .* raise held_out"):
        train(config, Sources((write(tmp_path / "c.jsonl", made),)), tmp_path / "m", Progress())
    assert not (tmp_path / "m.work").exists()


def test_two_runs_at_one_folder_never_overlap(
    config: Config, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with holding(tmp_path / "m.work"):
        with pytest.raises(InputError, match=r"another run is at work in .*m\.work"):
            train(config, Sources((corpus,)), tmp_path / "m", Progress())
        assert main(["train", "--out", str(tmp_path / "m"), "--restart"]) == 2
        assert "another run is at work" in capsys.readouterr().err
    drop(tmp_path / "m.work")
    assert not (tmp_path / "m.work").exists()


def test_a_companion_needs_something_to_be_measured_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--out", str(tmp_path / "m"), "--companion", str(tmp_path)]) == 2
    assert "--companion needs --evaluate" in capsys.readouterr().err


def test_an_evaluation_that_cannot_be_read_is_told_before_anything_is_learnt(
    config: Config, corpus: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"nowhere\.jsonl"):
        train(config, Sources((corpus,)), tmp_path / "m", Progress(), Evaluation((tmp_path / "nowhere.jsonl",)))
    assert not (tmp_path / "m.work").exists()


def test_an_id_that_two_files_share_is_refused(corpus: Path, tmp_path: Path) -> None:
    first = json.loads(corpus.read_text("utf-8").splitlines()[0])["id"]
    tones = dataclasses.replace(_tone(tmp_path, id=first), authored=(corpus,))
    with pytest.raises(InputError, match=rf"id '{first}' is given 2 times in corpus\.jsonl, tones\.jsonl"):
        tones.examples(SideTable.load())


def test_a_half_done_run_is_not_gone_on_with_on_another_text(config: Config, corpus: Path, tmp_path: Path) -> None:
    sources = dataclasses.replace(_tone(tmp_path), authored=(corpus,))
    with pytest.raises(KeyboardInterrupt):
        train(config, sources, tmp_path / "m", StopAfter(1))
    texts = tmp_path / "texts.jsonl"
    texts.write_text(texts.read_text("utf-8").replace(" said.", " wrote by hand."), "utf-8")
    again = dataclasses.replace(sources)  # reads its texts anew
    with pytest.raises(InputError, match="other data"):
        train(config, again, tmp_path / "m", Progress())


def test_a_half_done_run_is_not_gone_on_with_by_another_recipe(config: Config, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "model"
    with pytest.raises(KeyboardInterrupt):
        train(config, Sources((corpus,)), out, StopAfter(1))
    with pytest.raises(InputError, match="half-done run of another recipe"):
        train(config.model_copy(update={"seeds": (5,)}), Sources((corpus,)), out, Progress())


def test_a_half_done_run_is_not_gone_on_with_by_other_code(
    config: Config, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KeyboardInterrupt):
        train(config, Sources((corpus,)), tmp_path / "model", StopAfter(1))
    monkeypatch.setattr("training.work.code", lambda: "other code of the same version")
    with pytest.raises(InputError, match="another version of the program"):
        train(config, Sources((corpus,)), tmp_path / "model", Progress())


def test_training_never_overwrites_a_model(trained: Path, config: Config, corpus: Path) -> None:
    with pytest.raises(BundleError, match="exists already"):
        train(config, Sources((corpus,)), trained, Progress())


def test_seeds_are_averaged_from_a_shared_start(config: Config, corpus: Path, tmp_path: Path) -> None:
    stage = config.stages[0].model_copy(update={"epochs": 8})
    several = config.model_copy(update={"seeds": (1, 2), "shared_stages": (stage,), "stages": (stage,)})
    found = Classifier.load(train(several, Sources((corpus,)), tmp_path / "soup", Progress()), "cpu")
    answer = found.classify([Utterance(f"We see the {KNOWN['pro-moscow'][0]} again,")], "text")[0]
    assert answer.stance.label == "pro-moscow"


def test_what_is_held_out_shares_no_group_with_what_is_learnt(config: Config, tmp_path: Path) -> None:
    made = [row | {"group": f"g{number // 7}"} for number, row in enumerate(rows(KNOWN, 6, 0, "u"))]
    data = read_data(config, Sources((write(tmp_path / "c.jsonl", made),)), SideTable.load())
    assert data.held_out
    assert not {row.unit.group for row in data.held_out} & {row.unit.group for row in data.train}


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


def _reference(tmp_path: Path, **change: object) -> Sources:
    text = "A spokesman said the buses “leave at noon” and hung up."
    row = {
        "id": "r1", "article": "a1", "start": 28, "end": 41, "kind": "partial", "side": "other", "stance": "neutral",
        "stance_text": "neutral", "sentiment": "neutral", "sha1": hashlib.sha1(b"leave at noon").hexdigest(),
    }  # fmt: skip
    (tmp_path / "refs.jsonl").write_text(json.dumps(row | change), "utf-8")
    (tmp_path / "articles.jsonl").write_text(json.dumps({"article": "a1", "text": text}), "utf-8")
    return Sources((), (tmp_path / "refs.jsonl",), (tmp_path / "articles.jsonl",))


def test_labels_by_reference_are_joined_with_their_text(tmp_path: Path) -> None:
    units, corpora = _reference(tmp_path).read()
    assert [unit.quote for unit in units] == ["leave at noon"]
    assert corpora[0].units == 1


@pytest.mark.parametrize("change", [{"start": 27}, {"article": "a2"}, {"sha1": "0" * 40}])
def test_a_reference_that_does_not_fit_its_article_is_refused(change: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"refs\.jsonl:1: article"):
        _reference(tmp_path, **change).read()


def test_an_article_may_stand_in_two_files_and_its_id_never_means_two_texts(tmp_path: Path) -> None:
    sources = _reference(tmp_path)
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


def _tone(folder: Path, **change: object) -> Sources:
    text = "“We see the aggressor again,” a spokesman said."
    (folder / "texts.jsonl").write_text(json.dumps({"article": "a1", "text": text}), "utf-8")
    row = {"id": "t1", "article": "a1", "start": 1, "end": 28, "kind": "direct", "sentiment": "positive"} | change
    (folder / "tones.jsonl").write_text(json.dumps(row), "utf-8")
    return Sources((), articles=(folder / "texts.jsonl",), tones=(folder / "tones.jsonl",))


def test_a_quote_whose_tone_alone_is_known_is_learnt_from_and_never_held_out(
    config: Config, corpus: Path, tmp_path: Path
) -> None:
    sources = dataclasses.replace(_tone(tmp_path), authored=(corpus,))
    data = read_data(config, sources, SideTable.load())
    [tone] = [row for row in data.train if row.only_tone]
    assert (tone.example.quote, tone.sentiment) == ("We see the aggressor again,", 0)
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
        _tone(tmp_path, **change).examples(SideTable.load())


def test_a_tone_without_a_sentiment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"tones\.jsonl:1: sentiment"):
        _tone(tmp_path, sentiment="glad").examples(SideTable.load())


def test_the_command_trains_and_then_refuses_the_same_folder(
    base: Path, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = recipe(tmp_path, base, epochs=1)
    asked = ["train", "--config", str(file), "--corpus", str(corpus), "--out", str(tmp_path / "m")]
    assert main(asked) == 0
    assert "MODEL_CARD.md" in capsys.readouterr().err
    assert main(asked) == 2
    assert "exists already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("seeds: []\nstages: []", "stages"),
        ("no: such", "stages"),
        ("- a", "name: value"),
        ("a: [", "not YAML"),
        (f"seeds: [1, 2, 1]\n{STAGE}", "every seed must be another one"),
        ("seeds: [1]\nstages: []", "stages: Tuple should have at least 1 item"),
    ],
)
def test_a_bad_recipe_is_told_in_one_line(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.yaml").write_text(text, "utf-8")
    assert main(["train", "--config", str(tmp_path / "bad.yaml"), "--out", str(tmp_path / "m")]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "bad.yaml" in error
    assert "Traceback" not in error


@pytest.mark.parametrize(
    ("lines", "kept"), [("", 6), ("layers: 4", 4), ("layers: null", None), ("base: my/base", None)]
)
def test_a_recipe_without_a_base_keeps_the_lower_half_of_the_default(
    lines: str, kept: int | None, tmp_path: Path
) -> None:
    (tmp_path / "own.yaml").write_text(f"seeds: [0]\n{STAGE}\n{lines}", "utf-8")
    assert read_config(tmp_path / "own.yaml").layers == kept


def test_evaluation_needs_the_articles(trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _reference(tmp_path)
    assert main(["evaluate", str(tmp_path / "refs.jsonl"), "--model", str(trained)]) == 2
    assert "--articles" in capsys.readouterr().err


def test_evaluation_measures_the_whole_way(trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _reference(tmp_path)
    gold, articles = tmp_path / "refs.jsonl", tmp_path / "articles.jsonl"
    assert main(["evaluate", str(gold), "--articles", str(articles), "--model", str(trained), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["extraction"]["found"] == 1.0
    assert found["stance"]["n"] == 1


def test_the_linear_part_alone_tells_the_words_apart(config: Config, corpus: Path) -> None:
    examples = read_data(config, Sources((corpus,)), SideTable.load())
    states = read_states(config, examples.train, Progress())
    network = new_network(config)
    network.wide.load_state_dict({"table": fit_wide(network.wide, states, examples.train, config)})
    batches = {view: [states[row.unit.id, view].ids for row in examples.train] for view in (View.CONTEXT, View.TEXT)}
    for view, rows_of_ids in batches.items():
        answers = [row.stance_text if view is View.TEXT else row.stance for row in examples.train]
        told = [condition(row, view) for row in examples.train]
        found = [
            network.wide(ids[None], torch.ones(1, len(ids)), torch.tensor([one])).argmax().item()
            for ids, one in zip(rows_of_ids, told, strict=True)
        ]
        assert found == answers
