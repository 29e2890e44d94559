"""What is installed is what was tested: the lock file is whole, so that nothing has to be resolved."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from model.base import PACKAGED

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCK = tuple(map(Requirement, (ROOT / "requirements.lock").read_text("utf-8").splitlines()))
LOCKED = frozenset(canonicalize_name(one.name) for one in LOCK)
# The packages of a base are read as files; the toolboxes that they ask for are not wanted.
FILES_ALONE = frozenset(package for base in PACKAGED.values() for package, _ in base.held)


def test_the_lock_pins_every_package_exactly() -> None:
    assert [str(one) for one in LOCK if not any(spec.operator == "==" for spec in one.specifier)] == []


@pytest.mark.parametrize("name", sorted(LOCKED - FILES_ALONE - {"torch"}))  # torch comes before, with what it asks for
def test_what_a_pinned_package_asks_for_is_pinned(name: str) -> None:
    try:
        asked = [Requirement(one) for one in requires(name) or ()]
    except PackageNotFoundError:
        pytest.skip(f"{name} is not installed on this platform")
    wanted = {canonicalize_name(one.name) for one in asked if one.marker is None or one.marker.evaluate({"extra": ""})}
    assert wanted <= LOCKED


def test_what_is_pinned_is_within_the_ranges_that_the_product_works_with() -> None:
    asked = {one.name: one.specifier for one in map(Requirement, PROJECT["dependencies"])}
    pinned = {one.name: next(iter(one.specifier)).version for one in LOCK}
    assert [name for name in asked if pinned.get(name) and not asked[name].contains(pinned[name])] == []
    # The server is built on what uvicorn keeps to itself: a release that nobody tried must not be taken.
    found = [version for version in ("0.44.0", "0.45.0", "0.54.0", "0.55.0") if asked["uvicorn"].contains(version)]
    assert found == ["0.45.0", "0.54.0"]


def test_what_the_product_asks_for_is_pinned_and_the_bases_are_not_asked_for() -> None:
    asked = {canonicalize_name(Requirement(one).name) for one in PROJECT["dependencies"]}
    assert asked <= LOCKED
    assert FILES_ALONE <= LOCKED
    assert not asked & FILES_ALONE


def test_the_wheel_holds_the_packages_whole_and_nothing_else(tmp_path: Path) -> None:
    """Among it the model, the lists and tables, the page, the migrations and the corpus, none of which is a module."""
    pytest.importorskip("hatchling", reason="what builds the wheel is not installed; requirements.lock names it")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {name: archive.getinfo(name).file_size for name in archive.namelist() if ".dist-info/" not in name}
    files = [file for name in ("model", "service", "training") for file in (ROOT / name).rglob("*") if file.is_file()]
    wanted = {file.relative_to(ROOT).as_posix(): file.stat().st_size for file in files if file.suffix != ".pyc"}
    assert held == wanted
    assert {"model/shipped/weights.safetensors", "service/static/index.html", "model/data/spellings.csv"} <= set(held)


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.18 && exit\nexit 1\n', "Python 3.9.18"),
        ("#!/bin/sh\necho no such version is chosen >&2\nexit 127\n", "missing"),
    ],
)
def test_an_older_python_is_refused_before_anything_is_made(tmp_path: Path, script: str, told: str) -> None:
    made = tmp_path / "clone"
    made.mkdir()
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, made)
    python = tmp_path / "python"
    python.write_text(script)
    python.chmod(0o755)
    outside = {name: value for name, value in os.environ.items() if "MAKE" not in name}  # `make test` runs this, too
    words = ["make", "install", f"PYTHON={python}"]
    done = subprocess.run(words, cwd=made, env=outside, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(f"Python 3.11 or newer is needed, and {python} is {told}; name one: make install")
    assert sorted(path.name for path in made.iterdir()) == ["Makefile", "pyproject.toml", "requirements.lock"]
