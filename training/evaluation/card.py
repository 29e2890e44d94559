"""The model card (Mitchell et al. 2019): what the model is for, how good it was measured to be, and where it fails."""

from collections.abc import Iterable, Sequence

from model.artifacts.figures import Behaviour, Companion, Data, Slice, TaskFigures, TasksMeasured, Vouched
from model.artifacts.metadata import Metadata
from model.decode import Calibration
from training.data.tasks import TASKS
from training.evaluation.slicing import LEAST_IN_SLICE, SLICES

USE = """## Use

Finds whose case a quoted sentence in news about the Russia-Ukraine war advances (pro-kyiv, pro-moscow, neutral) and
its tone (positive, negative, neutral). The labels mean what docs/codebook.md says. Meant for sorting and counting many
quotes, with a person reading those that matter; not for judging a person by one sentence, not for other conflicts,
other languages than English, or words that are not quoted from anybody.

- In the context view the speaker's side is an input, resolved from the article and a table; the model leans on it. The
  text view knows the quoted words alone; `context_reliance` tells how far the two are apart.
- A stance whose probability is below the threshold is marked `abstained`: shown, not vouched for.
- A side or a stance is never a statement about what a person believes.
"""


def write_card(metadata: Metadata) -> str:
    """Return the card as Markdown."""
    parts = [_head(metadata), USE, *_figures(metadata), _training(metadata)]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _head(metadata: Metadata) -> str:
    built = metadata.architecture
    return (
        f"# {metadata.name} {metadata.version}\n\n"
        f"A fine-tuned encoder: {built.kept}, the upper {built.tuned_layers} layers tuned, and two heads, "
        "beside a linear model of words; "
        f"trained {metadata.created[:10]} by version {metadata.code_version} of the code.\n"
    )


def _figures(metadata: Metadata) -> Iterable[str]:
    figures = metadata.figures
    if not figures:
        yield "## Figures\n\nNone were measured: no labelled news was given (`--evaluate`).\n"
        return
    data = figures.data
    yield (
        f"## Figures\n\nMeasured by `quotestance evaluate` on {data.units} labelled quotes of {_origin(data)} "
        f"({data.name}, SHA-256 {data.sha256[:12]}), whole articles given. {_apart(metadata)} Intervals: 95%, "
        "bootstrap over articles. ECE: ten bins of equal mass; in brackets what chance alone would make of a perfectly "
        "calibrated model with these probabilities. The last column: accuracy when the least sure 30% are set aside.\n"
    )
    yield _main_table(figures)
    found, speaker, side = (_percent(share) for _, share in figures.extraction)
    yield (
        f"Quotes found {found}, speaker named rightly {speaker}, side right {side}; a quote that is not found counts "
        "as wrong above.\n"
    )
    if figures.companion:
        yield _companion(figures.companion)
    if figures.baselines:
        yield _baselines(figures.baselines)
    yield "### Coverage and accuracy of stance\n\n" + _rows(
        ("coverage", "least probability", "accuracy"),
        ([f"{row.coverage:.0%}", f"{row.threshold:.2f}", f"{row.accuracy:.3f}"] for row in figures.coverage),
    )
    if figures.vouched:
        yield _vouched(figures.vouched, metadata.calibration)
    if figures.slices:
        yield _slices(figures.slices)
    if figures.behaviour:
        yield _behaviour(figures.behaviour)


def _apart(metadata: Metadata) -> str:
    """Return a sentence on whether training withheld the measured quotes; it did where it was given them.

    How many were withheld is left out, since retraining withholds some before training counts them.
    """
    if "withheld" not in metadata.training:
        return "Whether the same words stand in what was trained on was not looked at."
    return "Their words were kept out of training."


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _origin(data: Data) -> str:
    real = data.units if data.real is None else data.real
    return {data.units: "real news", 0: "authored text"}.get(real, f"real news ({real}) and authored text")


HEAD = ("macro-F1", "interval", "F1 by class", "accuracy", "ECE (by chance)", "Brier", "at 70%")


def _main_table(measured: TasksMeasured) -> str:
    titles = {task.name: task.title for task in TASKS}
    return _rows(("task", *HEAD), (_task_row(titles[name], row) for name, row in measured.tasks()))


def _task_row(title: str, row: TaskFigures) -> list[str]:
    each = ", ".join(f"{label} {score:.2f}" for label, score in row.f1.items())
    low, high = row.interval
    accuracy, error, brier, surest = (f"{one:.3f}" for one in (row.accuracy, row.ece, row.brier, row.accuracy_at_70))
    if row.ece_by_chance is not None:
        error += f" ({row.ece_by_chance:.3f})"
    return [title, f"{row.macro_f1:.3f}", f"{low:.2f}-{high:.2f}", each, accuracy, error, brier, surest]


def _companion(found: Companion) -> str:
    minutes = "?" if found.minutes is None else f"{found.minutes:g}"
    return (
        f"### The same recipe on less\n\nTrained on {found.corpora} alone, in {minutes} minutes, and "
        "measured in the same way:\n\n" + _main_table(found)
    )


def _baselines(baselines: dict[str, dict[str, TaskFigures]]) -> str:
    rows = [_task_row(f"{task}: {name}", row) for task, named in baselines.items() for name, row in named.items()]
    return "### Baselines\n\nFitted on the same training data, told the side that the product resolves.\n\n" + _rows(
        ("baseline", *HEAD), rows
    )


def _vouched(found: Vouched, calibration: Calibration) -> str:
    views = (
        ("context", found.context, calibration.context.threshold),
        ("text", found.text, calibration.text.threshold),
        ("both: the context's", found.both, calibration.context.threshold),
    )
    return (
        "### Abstention at the model's own threshold\n\nWhat is vouched for where a request sets no threshold.\n\n"
        + _rows(
            ("view", "threshold", "vouched for", "of these right"),
            (
                [view, f"{threshold:.3f}", _percent(kept.coverage), _percent(kept.accuracy)]
                for view, kept, threshold in views
            ),
        )
    )


def _slices(rows: Sequence[Slice]) -> str:
    worst, order = rows[0], list(SLICES)
    return (
        f"### Slices\n\nThe worst is {worst.slice} = {worst.value}: accuracy {worst.accuracy:.2f} on "
        f"{worst.n} quotes. Slices of fewer than {LEAST_IN_SLICE} quotes are left out.\n\n"
        + _rows(
            ("slice", "value", "quotes", "accuracy of stance"),
            (
                [row.slice, row.value, str(row.n), f"{row.accuracy:.3f}"]
                for row in sorted(rows, key=lambda row: order.index(row.slice))
            ),
        )
    )


def _behaviour(found: Behaviour) -> str:
    rows = (
        [row.test, row.kind, str(row.checks), _percent(row.flip_rate), _percent(row.failure_rate)]
        for row in found.tests
    )
    return (
        "### Behaviour\n\nHand-written cases (`quotestance behave`, docs/behaviour.md): the share whose label flips "
        "when the case is changed, and the share that fails.\n\n"
        + _rows(("test", "kind", "checks", "flips", "failures"), rows)
    )


def _training(metadata: Metadata) -> str:
    corpora = ", ".join(f"{corpus.name} ({corpus.units} units)" for corpus in metadata.corpora)
    run = metadata.training
    config = run.get("config", {})
    return (
        f"## Training\n\nFrom {corpora or 'nothing'}; {run.get('held_out', 0)} quotes, parted by article, were "
        f"held out for early stopping and calibration. Seeds {', '.join(map(str, config.get('seeds', ())))}; "
        f"{run.get('minutes', '?')} minutes on {run.get('hardware', '?')}, peak memory "
        f"{run.get('peak_memory_mb', '?')} MB. {_seeds(run.get('seed_scores'))}The whole recipe is in metadata.json.\n"
    )


def _seeds(scores: dict[str, list[float]] | None) -> str:
    if scores is None:
        return ""
    if "spread" not in scores:
        told = "; ".join(f"{task.title} {mean:.3f}" for task, mean in zip(TASKS, scores["mean"], strict=True))
        return f"The single seed on what was held out (macro-F1): {told}. "
    each = zip(TASKS, scores["mean"], scores["spread"], strict=True)
    told = "; ".join(f"{task.title} {mean:.3f} ± {spread:.3f}" for task, mean, spread in each)
    return f"The single seeds on what was held out (macro-F1, mean ± standard deviation): {told}. "


def _rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines) + "\n"
