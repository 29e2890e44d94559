"""Fitting the weights of speakers and sides: the same articles give the same file, and it is known what is right."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from model.labels import Side
from model.sides import SideTable
from model.speakers.choice.rank import Ranker
from model.types import Span
from tests.tiny_world import write
from training import fit_sides
from training.fit_speakers import gather, prepare
from training.speaker_gold import Article, Gold

KNOWN_SIDES = tuple(side for side in Side if side is not Side.UNKNOWN)
NAMES = ("Olena Vymyslena", "Serhii Vyhadskyi", "Maryna Kazkova", "Oleh Prydumanyi", "Ivan Nebuvalyi", "Petro Dyvnyi")
QUOTES = ("We mended the roof", "The buses run again", "Nobody was hurt", "The bridge is open", "We need more time")
TEXTS = (
    "{b} watched from the gate. “{quote},” said {a}, a teacher. {b} left.",
    "{a} came with {b}. “{quote},” {a} said on Monday.",
    "Near the house of {b} stood {a}, a driver. “{quote},” he told reporters.",
)


def article(number: int) -> tuple[str, str, str]:
    """Return an invented text, its quote, and who says it."""
    a, b = NAMES[number % len(NAMES)], NAMES[(number + 1) % len(NAMES)]
    quote = f"{QUOTES[number % len(QUOTES)]} in house {number}"
    return TEXTS[number % len(TEXTS)].format(a=a, b=b, quote=quote), f"{quote},", a


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the folder that a fit reads; one label in seven is wrong, since nobody is certain of everything."""
    folder = tmp_path_factory.mktemp("gold")
    named, sourced = [], []
    for number in range(42):
        text, quote, speaker = article(number)
        start, name = text.index(quote), speaker if number % 7 else "Nobody Here"
        side = "ukraine" if number % 2 else "russia"
        named.append({"article": str(number), "start": start, "end": start + len(quote), "speaker": name, "side": side})
        source = text.index(speaker)
        sourced.append({"text": text, "attributions": [{
            "source": speaker, "source_is_pronoun": False, "source_spans": [[source, source + len(speaker)]],
            "quotes": [{"start": start, "end": start + len(quote)}],
        }]})  # fmt: skip
    write(folder / "stance_train.jsonl", named)
    write(folder / "articles_train.jsonl", [{"article": str(n), "text": article(n)[0]} for n in range(42)])
    write(folder / "attribution_train.jsonl", sourced[:12])
    return folder


@pytest.mark.parametrize("script", ["training.fit_speakers", "training.fit_sides"])
def test_two_fits_on_the_same_articles_give_one_file(script: str, gold: Path, tmp_path: Path) -> None:
    found = []
    for seed in ("1", "2"):  # of the order in which sets are gone through, which no weight may depend on
        out = tmp_path / f"{seed}.json"
        command = [sys.executable, "-m", script, str(gold), "--out", str(out)]
        subprocess.run(command, check=True, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True)
        found.append(out.read_bytes())
    assert found[0] == found[1]
    held = json.loads(found[0])
    assert any(held["weights"].values())


def test_a_quotations_candidates_are_right_where_they_are_who_spoke() -> None:
    text, quote, speaker = article(0)
    start = text.index(quote)
    page = prepare(Article(text, (Gold(Span(start, start + len(quote)), name=speaker),)))
    [case] = gather(page, Ranker({}))
    assert sorted(set(case.right)) == [False, True]
    missed = prepare(Article(text, (Gold(Span(0, 5), name=speaker),)))
    assert list(gather(missed, Ranker({}))) == [], "a quotation that is not found is no case"


def test_a_side_that_the_tables_leave_open_counts_more_often() -> None:
    text = "“We mended the roof,” said Vexo Plumbidal, a teacher. “We saw it,” said Ukraine's minister of health."
    first, second = (Span(start, start + 9) for start in (text.index("We mended"), text.index("We saw")))
    table = SideTable.load()
    unknown = list(fit_sides.cases(text, {first: Side.WEST}, table))
    known = list(fit_sides.cases(text, {second: Side.UKRAINE}, table))
    assert len(unknown) == fit_sides.UNKNOWN_TIMES
    assert len(set(unknown)) == len(known) == 1
    for case, side in ((unknown[0], Side.WEST), (known[0], Side.UKRAINE)):
        assert [one for one, right in zip(KNOWN_SIDES, case.right, strict=True) if right] == [side]
    assert list(fit_sides.cases(text, {Span(0, 1): Side.WEST}, table)) == []
