"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

DEFAULT_REGISTRY = Path("registry")
Files = list[Path]

Recipe = Annotated[Path, typer.Option(show_default="the shipped model's", help="The recipe, YAML.")]
Corpus = Annotated[
    Files, typer.Option(show_default=False, help="Labelled text instead of the shipped corpus; may be repeated.")
]
Articles = Annotated[
    Files, typer.Option(help="JSONL of article texts (article, text) for references; may be repeated.")
]
Targets = Annotated[Files, typer.Option(help="Sentiment towards targets, an auxiliary task (NewsMTSC).")]
Tones = Annotated[Files, typer.Option(help="Labels of the tone alone on real news, by reference; may be repeated.")]
EvaluationSet = Annotated[
    Files, typer.Option("--on", help="The frozen evaluation set: labelled JSONL; may be given several times.")
]
EvaluationArticles = Annotated[Files, typer.Option(help="Texts that the evaluation set refers to, JSONL.")]
GatesOption = Annotated[Path, typer.Option(show_default="the shipped ones", help="The rules of promotion, YAML.")]
RegistryOption = Annotated[
    Path, typer.Option("--registry", envvar="QUOTESTANCE_REGISTRY", help="The folder that holds the models.")
]
