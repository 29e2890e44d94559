"""Training with a real, small transformer: what a run promises."""

import hashlib
import json
from pathlib import Path

import pytest
import torch

from model import Classifier, Utterance
from model.artifacts.bundle import Bundle
from model.cli import main
from model.labels import View
from model.network import Network
from model.progress import Progress
from model.sides import SideTable
from tests.tiny_world import KNOWN
from tests.training.given import StopAfter, reference
from training.config import Config
from training.data.sources import Sources
from training.data.tasks import SENTIMENTS, STANCES, TASKS
from training.run import read_data, train
from training.tuning.network import average, new_network
from training.tuning.states import condition, read_states
from training.tuning.trainer import Course, Material, Trainer
from training.tuning.tune import tune
from training.tuning.wide import fit_wide


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
    assert "The single seed on what was held out (macro-F1): stance, context view " in card
    assert "±" not in card


@pytest.mark.parametrize(("select", "epochs", "kept"), [(True, 5, 3), (False, 7, 7)])
def test_the_best_epoch_is_kept_and_patience_ends_a_stage(
    *, select: bool, epochs: int, kept: int, config: Config, corpus: Path, tmp_path: Path
) -> None:
    stage = config.stages[0].model_copy(update={"epochs": 7})
    data = read_data(config, Sources((corpus,)), SideTable.load())
    course = Course("c", 1, (stage,), select=select)
    trainer = Scripted(config.model_copy(update={"patience": 2}), course, Material(data.train, data.held_out, {}))
    trainer.scores = [0.1, 0.2, 0.6, 0.5, 0.4, 0.9, 0.3]
    said = StopAfter(99)
    network = trainer.run(tmp_path / "c.pt", said)
    assert 99 - said.left == epochs
    assert {float(tensor.max()) for tensor in network.tuned_state().values()} == {kept}


def test_a_stage_of_one_batch_is_learnt_from(config: Config, corpus: Path, tmp_path: Path) -> None:
    stage = config.stages[0].model_copy(update={"epochs": 1})
    data = read_data(config, Sources((corpus,)), SideTable.load())
    states = read_states(config, [*data.train, *data.held_out], Progress())
    whole = config.model_copy(update={"batch_size": 10 * len(data.train)})
    trainer = Trainer(whole, Course("c", 1, (stage,)), Material(data.train, data.held_out, states))
    learnt, before = trainer.run(tmp_path / "c.pt", Progress()).tuned_state(), new_network(config).tuned_state()
    assert not all(torch.equal(tensor, before[name]) for name, tensor in learnt.items())


def test_several_seeds_and_a_shared_stage_teach_the_language(config: Config, corpus: Path, tmp_path: Path) -> None:
    stage = config.stages[0].model_copy(update={"epochs": 8})
    several = config.model_copy(update={"seeds": (1, 2), "shared_stages": (stage,), "stages": (stage,)})
    found = Classifier.load(train(several, Sources((corpus,)), tmp_path / "soup", Progress()), "cpu")
    answer = found.classify([Utterance(f"We see the {KNOWN['pro-moscow'][0]} again,")], "text")[0]
    assert answer.stance.label == "pro-moscow"


def test_every_seed_starts_where_the_shared_stages_end(
    config: Config, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared, own = (config.stages[0].model_copy(update={"epochs": epochs}) for epochs in (1, 2))
    several = config.model_copy(update={"seeds": (1, 2), "shared_stages": (shared,), "stages": (own,)})
    data = read_data(config, Sources((corpus,)), SideTable.load())
    states = read_states(config, [*data.train, *data.held_out], Progress())
    gone: list[Course] = []

    class Marked(Scripted):
        """Leaves one epoch's mark; its course is kept."""

        def run(self, *_: object) -> Network:
            gone.append(self.course)
            self._epoch()
            return self.network

    monkeypatch.setattr("training.tuning.tune.Trainer", Marked)
    tune(several, Material(data.train, data.held_out, states), tmp_path, Progress())
    first, *seeds = gone
    assert first.stages == (shared,)
    assert not first.select
    assert [(course.seed, course.stages, course.select) for course in seeds] == [(1, (own,), True), (2, (own,), True)]
    for course in seeds:
        learnt = {name: tensor for name, tensor in course.start.items() if name != "wide.table"}
        assert learnt.keys() == {name for name in new_network(config).tuned_state() if name != "wide.table"}
        assert all((tensor == 1).all() for tensor in learnt.values())


def test_an_average_is_the_mean_of_the_seeds_in_the_precision_in_which_it_is_saved(config: Config) -> None:
    tuned = new_network(config).tuned_state()
    one, two = ({name: torch.full_like(tensor, value) for name, tensor in tuned.items()} for value in (1.0, 1.2))
    found = average(config, [one, two]).tuned_state()
    assert all((tensor == torch.tensor(1.1).half().float()).all() for tensor in found.values())


def test_evaluation_measures_the_whole_way(trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reference(tmp_path)
    gold, articles = tmp_path / "refs.jsonl", tmp_path / "articles.jsonl"
    assert main(["evaluate", str(gold), "--articles", str(articles), "--model", str(trained), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["extraction"]["found"] == 1.0
    assert found["stance"]["n"] == 1
    briefly = ["evaluate", str(gold), "--articles", str(articles), "--model", str(trained), "--brief"]
    assert main(briefly) == 0
    stance, _, _, quotes = capsys.readouterr().out.splitlines()
    assert stance.startswith(f"stance       macro-F1 {found['stance']['macro_f1']}, 95% interval ")
    assert quotes.startswith("quotes       found 100.0%")
    assert main([*briefly, "--json"]) == 0
    brief = json.loads(capsys.readouterr().out)
    assert set(brief) == {"extraction", "stance", "stance_text", "sentiment"}
    assert brief["stance"] == found["stance"]


def test_the_wrong_answers_are_written_to_be_read(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reference(tmp_path)
    gold, articles, wrong = (tmp_path / f"{name}.jsonl" for name in ("refs", "articles", "wrong"))
    row = json.loads(gold.read_text("utf-8"))
    one_each = [
        row | {"id": str(number), "stance": stance, "stance_text": stance, "sentiment": sentiment}
        for number, (stance, sentiment) in enumerate(zip(STANCES, SENTIMENTS, strict=True))
    ]
    lost = row | {"id": "lost", "start": 2, "end": 11, "sha1": None}
    gold.write_text("\n".join(map(json.dumps, [*one_each, lost])), "utf-8")
    asked = ["evaluate", str(gold), "--articles", str(articles), "--model", str(trained), "--brief"]
    assert main([*asked, "--mistakes", str(wrong)]) == 0
    rows = [json.loads(line) for line in wrong.read_text("utf-8").splitlines()]
    for task in TASKS:
        *two, last = (one for one in rows if one["task"] == task.name)
        [answer] = {one["answer"] for one in two}
        assert {one["label"] for one in two} == set(task.labels) - {answer}
        assert all(max(one["probabilities"], key=one["probabilities"].get) == answer for one in two)
        assert {(one["quote"], one["found_speaker"]) for one in two} == {("leave at noon", "spokesman")}
        assert (last["id"], last["quote"], last["answer"], last["found_side"]) == ("lost", "spokesman", None, None)
    capsys.readouterr()
    assert main([*asked, "--mistakes", str(gold)]) == 2
    assert "they are one file" in capsys.readouterr().err
    assert len(gold.read_text("utf-8").splitlines()) == 4


def test_a_card_of_quotes_that_training_did_not_know_claims_no_separation(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reference(tmp_path)
    gold, articles = tmp_path / "refs.jsonl", tmp_path / "articles.jsonl"
    assert main(["evaluate", str(gold), "--articles", str(articles), "--model", str(trained)]) == 0
    said = capsys.readouterr().out
    assert "was not looked at" in said
    assert "kept out of training" not in said


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
