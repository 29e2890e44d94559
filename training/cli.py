"""The commands train, experiment and evaluate."""

import json
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from model.artifacts.figures import Figures, Report
from model.cli import importing
from model.cli.commands import lines, scores
from model.cli.options import Device, Model, model_folder
from model.errors import SettingsError
from model.files.named import apart, check_files, check_readable, write_lines
from model.progress import Progress
from training.config import DEFAULT_CONFIG, read_config
from training.data.frozen import read_frozen
from training.data.units import AUTHORED
from training.evaluation.card import write_card
from training.options import Articles, Corpus, Files, Recipe, Targets, Tones

if TYPE_CHECKING:
    from model.classifier import Classifier

app = typer.Typer()


@app.command()
def train(
    out: Annotated[Path, typer.Option(help="The model folder to write; it must not exist yet.")],
    *,
    config: Recipe = DEFAULT_CONFIG,
    corpus: Corpus = [*AUTHORED],
    real: Annotated[Files, typer.Option(help="Labels on real news, by reference; may be repeated.")] = [],
    articles: Articles = [],
    targets: Targets = [],
    tones: Tones = [],
    evaluate: Annotated[Path | None, typer.Option(help="Labels on real news to measure the model on.")] = None,
    companion: Annotated[
        Path | None, typer.Option(callback=model_folder, help="Another model, to show in the card beside this one.")
    ] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Drop a half-done run instead of going on with it.")
    ] = False,
) -> None:
    """Fine-tune a model and write it as a folder; an interrupted run goes on when called again."""
    if companion and not evaluate:
        raise SettingsError("--companion needs --evaluate: its figures stand beside those of the model to be trained")
    if out.name in ("", "..") or out.is_symlink():
        raise SettingsError(f"--out {out} must name a new folder, not a link or the folder that you are in")
    if out.exists():
        raise SettingsError(f"--out {out} exists already; choose another folder or remove it")
    recipe = read_config(config)
    files = (corpus, real, articles, targets, tones)
    check_files(evaluate, *chain(*files))
    with importing():
        from training.data.sources import Sources
        from training.evaluation.run import Evaluation
        from training.run import train as train_model
        from training.run import work_folder
        from training.work import drop
    sources = Sources(*map(tuple, files))
    measured = Evaluation((evaluate,), sources.articles, companion) if evaluate else None
    if restart:
        drop(work_folder(out))
    progress = Progress()
    train_model(recipe, sources, out, progress, measured)
    progress.say(f"wrote {out}; its card is {out / 'MODEL_CARD.md'}")


@app.command()
def experiment(
    real: Annotated[Files, typer.Option(help="Labels on real news, by reference; may be repeated.")],
    articles: Articles,
    *,
    config: Recipe = DEFAULT_CONFIG,
    change: Annotated[list[str], typer.Option("--set", help="name=value in the recipe; may be repeated.")] = [],
    targets: Targets = [],
    tones: Tones = [],
    folds: Annotated[int, typer.Option(min=2, help="Folds of the real quotes, by article.")] = 4,
    outlets: Annotated[
        bool, typer.Option("--outlets", help="Make each outlet a fold, of which nothing is learnt, instead of --folds.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many of the folds to try.")] = 1,
    title: Annotated[str, typer.Option(help="What to call it in the table.")] = "",
    append: Annotated[Path | None, typer.Option(help="A Markdown table to add the row to.")] = None,
) -> None:
    """Try a recipe by cross-validation over articles or outlets and print its row for docs/experiments.md.

    An interrupted try goes on when called again; its half-done work is kept in experiment.work, beside --append.
    """
    beside = append.parent if append else Path()
    if append and not beside.is_dir():
        raise SettingsError(f"--append {append}: there is no folder {beside}; make it first")
    if append and append.is_dir():
        raise SettingsError(f"--append {append} is a folder; name a Markdown file")
    recipe = read_config(config, change)
    check_files(*real, *articles, *targets, *tones)
    with importing():
        from training.data.sources import Sources
        from training.experiment import experiment as try_recipe
    sources = Sources(AUTHORED, *map(tuple, (real, articles, targets, tones)))
    count, work = None if outlets else folds, beside / "experiment.work"
    outcome = try_recipe(recipe, sources, count, limit, Progress(), beside=work)
    row = outcome.line(title or " ".join(change) or "default", len(recipe.seeds))
    Console(soft_wrap=True).print(row, markup=False, highlight=False)
    if append:
        _append(append, row)


def _append(table: Path, row: str) -> None:
    held = table.read_bytes() if table.is_file() else b""  # whatever its encoding
    with table.open("a", encoding="utf-8") as file:
        file.write("\n" if held and not held.endswith(b"\n") else "")
        file.write(row + "\n")


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Labelled quotes, with text or by reference (docs/data_format.md).")],
    *,
    articles: Articles = [],
    model: Model = None,
    device: Device = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="All figures as one JSON object.")] = False,
    brief: Annotated[
        bool, typer.Option("--brief", help="The main figures alone, a line each, without card and behaviour suite.")
    ] = False,
    mistakes: Annotated[
        Path | None, typer.Option(help="A JSONL file to write, with every wrong answer, the surest first.")
    ] = None,
) -> None:
    """Measure a model on labelled quotes, the whole article given, run the behaviour suite, and print its card."""
    check_files(gold)
    check_readable(*articles)
    apart(mistakes, gold, *articles)
    units = read_frozen((gold,), articles)
    with importing():
        from model.classifier import Classifier
        from training.evaluation.end_to_end import answer, report
        from training.evaluation.mistakes import wrong_answers
        from training.evaluation.run import Evaluation
    classifier = Classifier.load(model, device)
    if brief:
        answers = answer(classifier, units, Progress())
        shown = _briefly(report(answers), as_json=as_json)
    else:
        measured = Evaluation((gold,)).run(classifier, units, None, Progress())
        answers, shown = measured.answers, _text(classifier, measured.figures, as_json=as_json)
    Console(soft_wrap=True).print(shown, markup=False, highlight=False)
    if mistakes:
        write_lines(mistakes, (json.dumps(row, ensure_ascii=False) for row in wrong_answers(answers)))


def _briefly(found: Report, *, as_json: bool) -> str:
    if as_json:
        return found.model_dump_json()
    told = ", ".join(f"{name} {share:.1%}" for name, share in found.extraction if share is not None)
    return lines([*scores(found), ("quotes", told)])


def _text(classifier: "Classifier", found: Figures, *, as_json: bool) -> str:
    if as_json:
        return found.model_dump_json()
    held, training = classifier.metadata.figures, dict(classifier.metadata.training)
    if not held or held.data.sha256 != found.data.sha256:  # training knew nothing of these quotes
        training.pop("withheld", None)
    return write_card(classifier.metadata.model_copy(update={"figures": found, "training": training}))
