"""The registry: whole models, atomic aliases, moves that are remembered, refusals that say why."""

import errno
import os
import shutil
import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock

from model.artifacts.metadata import read_metadata
from model.artifacts.registry import CHALLENGER, CHAMPION, LINEAGE, Registry
from model.drift import Profile
from model.errors import BundleError, RegistryError, StorageError
from model.files.writing import doing


@pytest.fixture
def registry(tmp_path: Path, tiny_bundle: Path) -> Registry:
    made = Registry(tmp_path / "registry", create=True)
    for version in ("one", "two", "three"):
        made.add(tiny_bundle, version, {"note": version})
    return made


def test_an_added_model_bears_its_version_lineage_and_reference(registry: Registry, tiny_bundle: Path) -> None:
    registry.add(tiny_bundle, "four", {"parent": "one"}, Profile(n=3))
    assert registry.metadata("four").version == "four"
    assert registry.metadata("four").reference.n == 3
    assert registry.lineage("four") == {"parent": "one"}
    assert read_metadata(tiny_bundle).version != "four", "the source is left alone"


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "x" * 65])
def test_a_version_that_is_no_plain_name_is_refused(registry: Registry, tiny_bundle: Path, name: str) -> None:
    with pytest.raises(RegistryError, match="version must be"):
        registry.add(tiny_bundle, name)


def test_a_version_is_never_overwritten(registry: Registry, tiny_bundle: Path) -> None:
    with pytest.raises(RegistryError, match="already"):
        registry.add(tiny_bundle, "one")


def test_a_disk_that_is_full_while_a_model_is_copied_is_said_in_words(
    registry: Registry, tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: str, target: str, **_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), source, None, target)

    monkeypatch.setattr("shutil.copyfile", full)
    with pytest.raises(StorageError, match=r"cannot add to .*models: \[Errno 28\] No space left on device"):
        registry.add(tiny_bundle, "four")
    assert registry.versions() == sorted(["one", "two", "three"])


def test_why_a_folder_was_not_copied_is_said_in_whole_words() -> None:
    with pytest.raises(StorageError, match="cannot add it: both are the same file; mend that"), doing("add it"):
        raise shutil.Error("both are the same file")


def test_a_damaged_model_does_not_get_in(registry: Registry, tiny_bundle: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    for file in tiny_bundle.iterdir():
        (broken / file.name).write_bytes(file.read_bytes() + b" " * (file.suffix == ".safetensors"))
    with pytest.raises(BundleError):
        registry.add(broken, "broken")
    assert registry.versions() == sorted(["one", "two", "three"])
    assert [path.name for path in (registry.folder / "models").iterdir() if path.name.startswith(".")] == []


def test_rollback_undoes_one_promotion_after_another(registry: Registry) -> None:
    for version in ("one", "two", "three"):
        registry.promote(version)
    assert registry.rollback().version == "two"
    assert registry.rollback(reason="still bad").version == "one"
    with pytest.raises(RegistryError, match="nothing to go back to"):
        registry.rollback()
    registry.promote("three")
    assert registry.rollback().version == "one"
    alias = registry.alias(CHAMPION)
    assert alias is not None
    assert not any(move.forced for move in alias.moves)
    assert [move.kind for move in alias.moves] == ["promote"] * 3 + ["rollback"] * 2 + ["promote", "rollback"]


def test_a_reader_never_sees_half_a_move(registry: Registry) -> None:
    registry.promote("one")
    seen: set[str] = set()
    failures: list[BaseException] = []
    stop = threading.Event()

    def read() -> None:
        try:
            while not stop.is_set():
                seen.add(Registry(registry.folder).path(CHAMPION).name)
        except BaseException as error:  # noqa: BLE001 (told below)
            failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(40):
        registry.promote(("one", "two", "three")[number % 3])
    until = time.monotonic() + 20
    while len(seen) < 2 and not failures and time.monotonic() < until:  # where the reader had no turn yet
        registry.promote("one" if seen == {"two"} else "two")
    stop.set()
    reader.join()
    assert failures == []
    assert len(seen) >= 2
    assert seen <= {"one", "two", "three"}


MOVE = '{"kind": "%s", "version": "one", "at": "now", "by": "me"}'
DAMAGE = ["{", "[]", '{"name": "champion", "moves": []}', '{"name": "champion", "moves": [%s]}' % (MOVE % "rollback")]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_alias_is_said_and_what_is_told_to_do_mends_it(damage: str, registry: Registry) -> None:
    registry.promote("one")
    file = registry.folder / "aliases" / "champion.json"
    file.write_text(damage, "utf-8")
    for refused in (registry.path, registry.rollback, lambda name: registry.promote("two", name)):
        with pytest.raises(RegistryError, match=r"champion\.json is damaged: .*; remove it, then promote"):
            refused(CHAMPION)
    file.unlink()
    assert registry.promote("two").version == "two"


def test_what_there_is_to_go_back_to_is_said_in_words(registry: Registry) -> None:
    with pytest.raises(RegistryError, match=r"it stands at nothing$"):
        registry.rollback()
    registry.promote("one")
    with pytest.raises(RegistryError, match=r"it stands at one$"):
        registry.rollback()


def test_an_alias_never_hides_a_model(registry: Registry, tiny_bundle: Path) -> None:
    with pytest.raises(RegistryError, match="'one' is a model"):
        registry.promote("two", "one")
    for name in (CHAMPION, CHALLENGER):
        with pytest.raises(RegistryError, match=f"cannot be called '{name}'"):
            registry.add(tiny_bundle, name)
    registry.promote("two", "night")
    with pytest.raises(RegistryError, match="has 'night' already"):
        registry.add(tiny_bundle, "night")
    assert registry.path("one").name == "one"


@pytest.mark.parametrize("damage", [b'{"parent": ', b"[]", b"\xff"])
def test_a_damaged_lineage_is_said(damage: bytes, registry: Registry) -> None:
    (registry.path("one") / LINEAGE).write_bytes(damage)
    with pytest.raises(RegistryError, match=r"lineage\.json is damaged: .*; remove it"):
        registry.lineage("one")


def test_a_lock_that_another_process_holds_is_said(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.artifacts.registry.LOCK_SECONDS", 0.1)
    with FileLock(registry.folder / "registry.lock"), pytest.raises(RegistryError, match=r"has held .*registry\.lock"):
        registry.promote("one")


def test_what_was_never_finished_is_not_listed(registry: Registry, tiny_bundle: Path) -> None:
    shutil.copytree(tiny_bundle, registry.folder / "models" / ".four-x")
    (registry.folder / "models" / "empty").mkdir()
    with pytest.raises(RegistryError, match=r"no model 'four'; it has: one, three, two$"):
        registry.path("four")


def test_an_alias_of_a_model_that_is_gone_says_which(registry: Registry) -> None:
    registry.promote("two")
    shutil.rmtree(registry.path("two"))
    with pytest.raises(RegistryError, match=r"no model 'two', which 'champion' means; it has: one, three$"):
        registry.path(CHAMPION)


def test_who_has_no_name_on_the_system_moves_an_alias_by_his_number(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)

    def nobody(uid: int) -> None:
        raise KeyError(f"getpwuid(): uid not found: {uid}")

    monkeypatch.setattr("pwd.getpwuid", nobody)
    assert registry.promote("one").moves[-1].by == f"uid {os.getuid()}"
    registry.promote("two")
    assert registry.rollback().moves[-1].by == f"uid {os.getuid()}"


def test_a_place_where_no_registry_can_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=r"cannot make .*file/models: Not a directory"):
        Registry(tmp_path / "file", create=True)


def test_a_champion_changed_meanwhile_stops_a_promotion(registry: Registry) -> None:
    registry.promote("two")
    with pytest.raises(RegistryError, match="no longer one"):
        registry.promote("three", over="one")
