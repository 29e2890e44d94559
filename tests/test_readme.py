"""The README's promises, kept: its code runs, its answer is the shipped model's, its figures are the card's."""

import json
import re
import subprocess
import textwrap
from pathlib import Path
from typing import Any

import pytest

from model import Classifier, read_article
from model.artifacts.bundle import CARD
from model.artifacts.metadata import METADATA, SHIPPED, read_metadata
from model.labels import Stance
from service.app import create_app
from tests.service.conftest import served
from tests.service.fakes import fake_classifier
from training.data.tasks import TASKS
from training.evaluation.card import write_card

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
[SEED] = (ROOT / "seeds").glob("*.txt")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def shipped() -> Classifier:
    return Classifier.load(device="cpu", engine="onnx-int8")  # which is what a CPU serves with


def test_the_python_of_the_readme_runs() -> None:
    [code] = _blocks("python")
    exec(compile(code, "README.md", "exec"), {})


def test_the_client_of_the_readme_is_answered(capsys: pytest.CaptureFixture[str]) -> None:
    [code] = re.findall(r" {4}from service\.client (?:.+\n|\n(?= ))+", README)
    with served(create_app(fake_classifier())) as url:
        exec(compile(textwrap.dedent(code).replace("http://127.0.0.1:8000", url), "README.md", "exec"), {})
    assert capsys.readouterr().out.strip() in list(Stance)


def test_a_table_is_turned_into_items_with_a_byte_order_mark_or_without(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "data_format.md").read_text("utf-8")
    [command] = re.findall(r"```bash\n(.*?)```", page, re.DOTALL)
    for encoding in ("utf-8", "utf-8-sig"):
        (tmp_path / "quotes.csv").write_text('text,context,speaker\n"We’ll go,",,Ivan Rud\n', encoding)
        subprocess.run(["bash", "-c", command], cwd=tmp_path, check=True)
        item = json.loads((tmp_path / "quotes.jsonl").read_text())
        assert item == {"text": "We’ll go,", "context": "", "speaker": "Ivan Rud"}


def test_the_answer_of_the_readme_is_what_the_shipped_model_says(shipped: Classifier) -> None:
    shown = json.loads(_blocks("json")[0])["results"][0]["quotes"]
    found = read_article(SEED.read_text("utf-8"), shipped)
    assert [quote["quote"]["text"] for quote in shown] == [prediction.quote.text for prediction in found]
    for quote, prediction in zip(shown, found, strict=True):
        assert quote["speaker"]["name"] == prediction.speaker.name
        # Engines differ by a little, so of two labels that are all but equally likely either may be shown.
        assert quote["stance"]["probabilities"] == pytest.approx(prediction.stance.probabilities, abs=0.02)
        likeliest = max(prediction.stance.probabilities.values())
        assert prediction.stance.probabilities[quote["stance"]["label"]] == pytest.approx(likeliest, abs=0.04)
        assert quote["sentiment"]["label"] == prediction.sentiment.label
        assert quote["model"]["version"] == prediction.model.version


def test_the_figures_of_the_readme_are_those_of_the_model() -> None:
    figures = json.loads((SHIPPED / METADATA).read_text("utf-8"))["figures"]
    _, table = README.split("| | macro-F1 | 95% interval | by class | ECE | accuracy | of the surest 70% |\n", 1)
    [_, *shown] = table.split("\n\n", 1)[0].splitlines()
    assert shown == [_row(task.title, figures[task.name]) for task in TASKS]
    own = figures["vouched"]["context"]
    told = f"vouches for {own['coverage']:.0%} of these stances, and {own['accuracy']:.0%} of them are right"
    assert told in " ".join(README.split())


def test_the_card_of_the_shipped_model_is_what_its_metadata_says() -> None:
    assert (SHIPPED / CARD).read_text("utf-8") == write_card(read_metadata(SHIPPED))


def _row(title: str, row: dict[str, Any]) -> str:
    low, high = row["interval"]
    each = ", ".join(f"{label} {score:.2f}" for label, score in row["f1"].items())
    first, *others = (f"{row[name]:.3f}" for name in ("macro_f1", "ece", "accuracy", "accuracy_at_70"))
    return f"| {' | '.join([title, first, f'{low:.2f}-{high:.2f}', each, *others])} |"


def test_the_shipped_model_beats_every_baseline() -> None:
    figures = json.loads((SHIPPED / METADATA).read_text("utf-8"))["figures"]
    for task, rivals in figures["baselines"].items():
        assert all(figures[task]["macro_f1"] > rival["macro_f1"] for rival in rivals.values()), task
