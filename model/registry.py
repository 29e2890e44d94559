"""A folder of models, and the names they are known by.

    models/VERSION/         one bundle each, with lineage.json beside its metadata
    aliases/champion.json   what the name means now, and every move that led there
    comparisons/A..B.json   what was measured between two of them
    work/                   retraining that has not come to its end
    registry.lock           held while an alias is moved or a model is added

Whoever serves reads it, whoever trains writes it; a reader never sees half a model or half a move.
"""

import getpass
import json
import os
import re
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, ValidationError

from model.bundle import METADATA, Bundle, Metadata, read_metadata
from model.drift import Profile
from model.errors import QuotestanceError

CHAMPION, CHALLENGER = "champion", "challenger"
LINEAGE = "lineage.json"
LOCK_SECONDS = 30
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._+-]{0,63}")


class RegistryError(QuotestanceError):
    """The registry does not hold what was asked for, or refuses what was asked of it."""


class Move(BaseModel):
    """One change of what an alias means."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["promote", "rollback"]
    version: str
    at: str
    by: str
    reason: str = ""
    forced: bool = False


class Alias(BaseModel):
    """A name with all its moves, oldest first."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    moves: tuple[Move, ...]

    @property
    def version(self) -> str:
        return self.moves[-1].version

    @property
    def standing(self) -> tuple[str, ...]:
        """Return the promoted versions that were not rolled back, oldest first; the last one is current."""
        stack: list[str] = []
        for move in self.moves:
            if move.kind == "promote":
                stack.append(move.version)
            else:
                stack.pop()
        return tuple(stack)


class Registry:
    """The folder; every method raises RegistryError that says what is wrong and what there is instead."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.folder = folder
        if create:
            for part in ("models", "aliases", "comparisons", "work"):
                (folder / part).mkdir(parents=True, exist_ok=True)
        elif not is_registry(folder):
            raise RegistryError(f"{folder} is not a model registry; make one with `quotestance models add`")

    def lock(self) -> FileLock:
        """Return the lock under which the registry is written."""
        return FileLock(self.folder / "registry.lock", timeout=LOCK_SECONDS)

    def versions(self) -> list[str]:
        """Return the versions held, oldest first."""
        folders = (path for path in (self.folder / "models").iterdir() if (path / METADATA).is_file())
        names = [path.name for path in folders if not path.name.startswith(".")]
        return sorted(names, key=lambda name: (self.metadata(name).created, name))

    def metadata(self, version: str) -> Metadata:
        return read_metadata(self.path(version))

    def lineage(self, version: str) -> dict[str, Any]:
        """Return where a model came from; empty where it was added by hand."""
        file = self.path(version) / LINEAGE
        found: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
        return found

    def path(self, name: str) -> Path:
        """Return the folder of a version or of what an alias means now."""
        alias = self.alias(name)
        version = alias.version if alias else name
        folder = self.folder / "models" / version
        if not _NAME.fullmatch(version) or not (folder / METADATA).is_file():
            held = ", ".join(path.name for path in sorted((self.folder / "models").iterdir())) or "none"
            raise RegistryError(f"{self.folder} has no model {name!r}; it has: {held}")
        return folder

    def alias(self, name: str) -> Alias | None:
        """Return an alias, or None where nothing was ever promoted to that name."""
        file = self._alias_file(name)
        if not file.is_file():
            return None
        try:
            return Alias.model_validate_json(file.read_bytes())
        except ValidationError as error:
            raise RegistryError(f"{file} is damaged: {error.errors()[0]['msg']}; promote a model again") from error

    def aliases(self) -> list[Alias]:
        names = sorted(file.stem for file in (self.folder / "aliases").glob("*.json"))
        return [alias for name in names if (alias := self.alias(name))]

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
        if not _NAME.fullmatch(version):
            raise RegistryError(f"a version must be letters, digits and . _ + -, at most 64, got {version!r}")
        Bundle.load(bundle)
        with self.lock():
            target = self.folder / "models" / version
            if target.exists() or self._alias_file(version).exists():
                raise RegistryError(f"{self.folder} has {version!r} already; choose another version")
            beside = Path(tempfile.mkdtemp(prefix=".adding-", dir=target.parent))
            try:
                _fill(beside, bundle, version, lineage or {}, reference)
                beside.rename(target)
            except BaseException:
                shutil.rmtree(beside, ignore_errors=True)
                raise
        return target

    def promote(
        self, version: str, name: str = CHAMPION, *, reason: str = "", forced: bool = False, over: str | None = None
    ) -> Alias:
        """Let an alias mean a version; whether it should is the caller's to know.

        `over`: the version that the caller compared with; another one by now is an error.
        """
        version = self.path(version).name
        with self.lock():
            alias = self.alias(name)
            if over is not None and (alias is None or alias.version != over):
                raise RegistryError(f"{name!r} is no longer {over}, another was promoted meanwhile; compare again")
            return self._move(name, _made("promote", version, reason, forced=forced))

    def comparison_file(self, champion: str, challenger: str) -> Path:
        """Return where the comparison of two versions is kept."""
        return self.folder / "comparisons" / f"{champion}..{challenger}.json"

    def rollback(self, name: str = CHAMPION, *, reason: str = "") -> Alias:
        """Let an alias mean what it meant before its last promotion that still stands."""
        with self.lock():
            alias = self.alias(name)
            standing = alias.standing if alias else ()
            if len(standing) < 2:  # noqa: PLR2004
                raise RegistryError(f"{name!r} has nothing to go back to: it stands at {standing[-1:] or 'nothing'}")
            self.path(standing[-2])
            return self._move(name, _made("rollback", standing[-2], reason))

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
        changes["reference"] = reference.model_dump()
    stamped = read_metadata(folder).model_copy(update=changes)
    write_whole(folder / METADATA, stamped.model_dump_json(indent=1) + "\n")
    write_whole(folder / LINEAGE, json.dumps(lineage, indent=1, ensure_ascii=False) + "\n")
    folder.chmod(0o755)


def is_registry(folder: Path) -> bool:
    """Tell a registry from a single model's folder."""
    return (folder / "aliases").is_dir() and (folder / "models").is_dir()


def write_whole(file: Path, text: str) -> None:
    """Write a file that appears whole or not at all, also when the power goes."""
    handle, beside = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        Path(beside).chmod(0o644)
        Path(beside).replace(file)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _made(kind: Literal["promote", "rollback"], version: str, reason: str, *, forced: bool = False) -> Move:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Move(kind=kind, version=version, at=now, by=getpass.getuser(), reason=reason, forced=forced)
