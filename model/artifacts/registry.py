"""A folder of models, and the names they are known by.

    models/VERSION/         one bundle each, with lineage.json beside its metadata
    aliases/champion.json   what the name means now, and every move that led there
    comparisons/A..B.json   what was measured between two of them
    work/                   retraining that has not come to its end
    registry.lock           held while an alias is moved or a model is added

Whoever serves reads it, whoever trains writes it; a reader never sees half a model or half a move.
"""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from model.artifacts.aliases import Alias, Move, made, read_alias
from model.artifacts.metadata import METADATA, Metadata, read_metadata
from model.drift import Profile
from model.errors import RegistryError, first_fault
from model.files.locking import alone
from model.files.writing import doing, whole_folder, write_whole

__all__ = ["CHALLENGER", "CHAMPION", "Alias", "Registry", "check_name", "is_registry"]

CHAMPION, CHALLENGER = "champion", "challenger"
LINEAGE = "lineage.json"
LOCK_SECONDS = 30
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._+-]{0,63}")
_LINEAGE: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])


def check_name(version: str) -> None:
    """Raise RegistryError where no registry can hold a model under that version."""
    if not _NAME.fullmatch(version):
        raise RegistryError(f"a version must be letters, digits and . _ + -, at most 64, got {version!r}")
    if version in {CHAMPION, CHALLENGER}:
        raise RegistryError(f"a version cannot be called {version!r}, which is an alias; choose another version")


class Registry:
    """The folder; every method raises RegistryError that says what is wrong and what there is instead.

    Only of a model itself, in it or to be added, what is wrong is a BundleError, and what the system refuses is a
    StorageError.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.folder = folder
        if create:
            for part in ("models", "aliases", "comparisons", "work"):
                with doing(f"make {folder / part}"):
                    (folder / part).mkdir(parents=True, exist_ok=True)
        elif not is_registry(folder):
            raise RegistryError(f"{folder} is not a model registry; make one with `quotestance models add`")

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the lock under which the registry is written."""
        file = self.folder / "registry.lock"
        busy = RegistryError(f"another process has held {file} for {LOCK_SECONDS} s; try again when it has ended")
        with ExitStack() as held:
            with doing(f"lock {file}"):
                held.enter_context(alone(file, busy, LOCK_SECONDS))
            yield

    def versions(self) -> list[str]:
        """Return the versions held, oldest first."""
        return sorted(self._held(), key=lambda name: (self.metadata(name).created, name))

    def _held(self) -> list[str]:
        models = self.folder / "models"
        with doing(f"list {models}"):
            names = [path.name for path in models.iterdir() if (path / METADATA).is_file()]
        return sorted(name for name in names if _NAME.fullmatch(name))  # a model that is being added begins with a dot

    def metadata(self, version: str) -> Metadata:
        return read_metadata(self.path(version))

    def lineage(self, version: str) -> dict[str, Any]:
        """Return where a model came from; empty where it was added by hand."""
        file = self.path(version) / LINEAGE
        if not file.is_file():
            return {}
        try:
            with doing(f"read {file}"):
                return _LINEAGE.validate_json(file.read_bytes())
        except ValidationError as error:
            why = first_fault(error)
            raise RegistryError(f"{file} is damaged: {why}; remove it, the model does without") from error

    def path(self, name: str) -> Path:
        """Return the folder of a version or of what an alias means now."""
        alias = self.alias(name)
        version = alias.version if alias else name
        folder = self.folder / "models" / version
        if not _NAME.fullmatch(version) or not (folder / METADATA).is_file():
            meant = f"{version!r}, which {name!r} means" if alias else repr(name)
            raise RegistryError(f"{self.folder} has no model {meant}; it has: {', '.join(self._held()) or 'none'}")
        return folder

    def alias(self, name: str) -> Alias | None:
        """Return an alias, or None where nothing was ever promoted to that name."""
        file = self._alias_file(name)
        return read_alias(file) if file.is_file() else None

    def has_alias(self, name: str) -> bool:
        """Whether something was promoted to that name, even if the alias is damaged by now."""
        return bool(_NAME.fullmatch(name)) and self._alias_file(name).is_file()

    def aliases(self) -> list[Alias]:
        names = sorted(file.stem for file in (self.folder / "aliases").glob("*.json"))
        return [alias for name in names if (alias := self.alias(name))]

    def check_new(self, version: str) -> None:
        """Raise RegistryError where no model can be added under that version."""
        check_name(version)
        if (self.folder / "models" / version).exists() or self.has_alias(version):
            raise RegistryError(f"{self.folder} has {version!r} already; choose another version")

    def add(
        self,
        bundle: Path,
        version: str,
        lineage: dict[str, Any] | None = None,
        reference: Profile | None = None,
    ) -> Path:
        """Copy a model folder in under a version; the copy appears whole.

        The version, and the profile that drift is measured against where one is given, go into its metadata.
        """
        self.check_new(version)
        from model.artifacts.bundle import Bundle  # noqa: PLC0415 (brings in PyTorch, which reading does not need)

        Bundle.load(bundle)
        with self.lock():
            self.check_new(version)  # again: it takes a while to load a model
            target = self.folder / "models" / version
            with doing(f"add to {target.parent}"), whole_folder(target) as beside:
                _fill(beside, bundle, version, lineage or {}, reference)
        return target

    def promote(
        self, version: str, name: str = CHAMPION, *, reason: str = "", forced: bool = False, over: str | None = None
    ) -> Alias:
        """Let an alias mean a version; whether it should is the caller's to know.

        `over`: the version that the caller compared with, "" where there was none; another one by now is an error.
        """
        version = self.path(version).name
        with self.lock():
            if name in self._held():
                raise RegistryError(f"{name!r} is a model of {self.folder}, which an alias would hide; choose another")
            alias = self.alias(name)
            if over is not None and over != (alias.version if alias else ""):
                was = over or "free"
                raise RegistryError(f"{name!r} is no longer {was}, another was promoted meanwhile; compare again")
            return self._move(name, made("promote", version, reason, forced=forced))

    def comparison_file(self, champion: str, challenger: str) -> Path:
        """Return where the comparison of two versions is kept."""
        return self.folder / "comparisons" / f"{champion}..{challenger}.json"

    def comparisons_of(self, challenger: str) -> list[Path]:
        """Return the kept comparisons in which a version was the challenger, by the champions' names."""
        return sorted((self.folder / "comparisons").glob(f"*..{challenger}.json"))

    def work_folder(self, fingerprint: str) -> Path:
        """Return where a retraining of that fingerprint keeps what is half done."""
        return self.folder / "work" / fingerprint[:16]

    def rollback(self, name: str = CHAMPION, *, reason: str = "") -> Alias:
        """Let an alias mean what it meant before its last promotion that still stands."""
        with self.lock():
            alias = self.alias(name)
            standing = alias.standing if alias else ()
            if len(standing) < 2:  # noqa: PLR2004
                now = standing[0] if standing else "nothing"
                raise RegistryError(f"{name!r} has nothing to go back to: it stands at {now}")
            self.path(standing[-2])
            return self._move(name, made("rollback", standing[-2], reason))

    def _move(self, name: str, move: Move) -> Alias:
        before = self.alias(name)
        alias = Alias(name=name, moves=(*(before.moves if before else ()), move))
        write_whole(self._alias_file(name), alias.model_dump_json(indent=1) + "\n")
        return alias

    def _alias_file(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise RegistryError(f"a model's name must be letters, digits and . _ + -, at most 64, got {name!r}")
        return self.folder / "aliases" / f"{name}.json"


def _fill(folder: Path, bundle: Path, version: str, lineage: dict[str, Any], reference: Profile | None) -> None:
    shutil.copytree(bundle, folder, dirs_exist_ok=True)
    changes: dict[str, Any] = {"version": version}
    if reference is not None:
        changes["reference"] = reference
    stamped = read_metadata(folder).model_copy(update=changes)
    write_whole(folder / METADATA, stamped.model_dump_json(indent=1) + "\n")
    write_whole(folder / LINEAGE, json.dumps(lineage, indent=1, ensure_ascii=False) + "\n")


def is_registry(folder: Path) -> bool:
    """Tell a registry from a single model's folder."""
    return (folder / "aliases").is_dir() and (folder / "models").is_dir()
