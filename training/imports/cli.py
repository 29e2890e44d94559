"""The command `quotestance import`."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from model.cli import importing
from model.cli.options import model_folder
from model.errors import InputError
from model.files.named import apart, check_readable, write_lines
from model.language.inflect import counted
from training.imports.check import Checked, Fill, check
from training.imports.rows import Format, read_rows

app = typer.Typer()


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="Labels: JSONL, CSV, or an export of Label Studio or Argilla.")],
    *,
    out: Annotated[Path, typer.Option(help="Where to write the corpus file that training reads.")],
    format: Annotated[Format, typer.Option(help="The format of the files; auto looks at each.")] = Format.AUTO,  # noqa: A002
    keep_good: Annotated[bool, typer.Option("--keep-good", help="Write the good rows though others are bad.")] = False,
    fill: Annotated[
        Path | None, typer.Option(callback=model_folder, help="A model folder that answers for labels nobody judged.")
    ] = None,
) -> None:
    """Check labels made elsewhere, say what is wrong with each bad row, and write the good ones for training."""
    apart(out, *files)
    check_readable(*files)
    rows = ((file, raw) for file in files for raw in read_rows(file, format))
    checked = check(rows, _answering(fill) if fill else None)
    report(checked)
    if checked.bad and not keep_good:
        raise InputError(
            f"{counted(len(checked.bad), 'bad row')}, nothing written; mend that, or keep the rest with --keep-good"
        )
    if not checked.good:
        named = ", ".join(map(str, files))
        raise InputError(f"no rows to train on in {named}, nothing written; give a file that holds labelled quotes")
    write_lines(out, (row.model_dump_json(exclude_none=True) for row in checked.good))
    typer.echo(f"{counted(len(checked.good), 'row')} written to {out}", err=True)


def _answering(model: Path) -> Fill:
    with importing():
        from model.classifier import Classifier
        from training.imports.fill import labels_by
    return partial(labels_by, Classifier.load(model))


def report(checked: Checked) -> None:
    """Print on standard error what was found wrong, twice and contested."""
    for line in checked.lines():
        typer.echo(line, err=True)
