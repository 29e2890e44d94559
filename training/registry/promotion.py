"""Letting a challenger take the champion's place, or not."""

from model.artifacts.registry import CHAMPION, Alias, Registry
from model.errors import RegistryError, SettingsError
from training.compare.gates import Gates, Verdict, judge
from training.compare.kept import kept


class RefusedError(RegistryError):
    """A challenger that does not pass the gates."""


def promote(registry: Registry, name: str, gates: Gates, *, force: bool = False, reason: str = "") -> Alias:
    """Make a model the champion if a kept comparison with the present one passes the gates.

    The first champion needs no comparison. Raises RefusedError with every objection, RegistryError where nothing was
    compared on the right quotes, and SettingsError where `force` comes without a reason.
    """
    version = registry.path(name).name
    if force and not reason.strip():
        raise SettingsError("--force needs --reason: say why the gates are passed over")
    champion = registry.alias(CHAMPION)
    if champion is None:
        return registry.promote(version, reason=reason or "the first champion", forced=force, over="")
    if champion.version == version:
        raise RegistryError(f"{version} is the champion already")
    if not force:
        _check(registry, champion.version, version, gates)
    return registry.promote(version, reason=reason, forced=force, over=champion.version)


def verdict(registry: Registry, champion: str, challenger: str, gates: Gates) -> Verdict:
    """Judge the kept comparison of two versions.

    Raises RegistryError where there is none, or where it was made on quotes from which the challenger was not kept
    apart when it was trained.
    """
    found, again = kept(registry, champion, challenger), f"quotestance compare {champion} {challenger} --on FILE"
    if found is None:
        raise RegistryError(f"{challenger} was not compared with the champion {champion}; run `{again}` first")
    apart = registry.lineage(challenger).get("evaluation", found.evaluation)
    if apart != found.evaluation:
        raise RegistryError(
            f"{challenger} was compared with {champion} on another evaluation set ({found.evaluation[:12]}) than the "
            f"one that was kept apart from its training ({apart[:12]}); run `{again}` on that one first"
        )
    return judge(found, gates)


def _check(registry: Registry, champion: str, challenger: str, gates: Gates) -> None:
    found = verdict(registry, champion, challenger, gates)
    if not found.passed:
        listed = "\n  ".join(found.objections)
        raise RefusedError(
            f"{challenger} is not promoted over {champion}:\n  {listed}\nuse --force with --reason to insist"
        )
