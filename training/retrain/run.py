"""The run itself: lock, plan, train, measure, register, and promote where that was asked for."""

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from model.artifacts.metadata import METADATA, SHIPPED, read_metadata
from model.artifacts.registry import CHALLENGER, CHAMPION, Registry, is_registry
from model.classifier import Classifier
from model.drift import profile
from model.engines.devices import choose_device
from model.files.locking import alone
from model.language.inflect import counted
from model.progress import Progress
from training.behaviour import run_suite
from training.behaviour.cases import read_tests, select
from training.compare.comparison import Comparison
from training.compare.gates import Gates, judge
from training.compare.kept import keep, kept
from training.compare.paired import compare
from training.config import Config
from training.data.frozen import digest
from training.data.sources import Sources
from training.evaluation.end_to_end import Answers, answer
from training.evaluation.run import Evaluation
from training.imports.check import Fill
from training.imports.fill import labels_by
from training.imports.judgement import Row
from training.imports.raw import JUDGED
from training.registry.promotion import verdict
from training.retrain.files import write_sources
from training.retrain.lineage import lineage_of
from training.retrain.plan import Plan, make_plan
from training.retrain.types import BadRowsError, BusyError, Inputs, Options, Outcome
from training.spent import spending

Train = Callable[[Config, Sources, Path, Progress, Evaluation], Path]  # returns the bundle's folder


def check(inputs: Inputs, options: Options) -> Plan:
    """Return the plan and what is wrong with it; trains nothing, writes nothing and takes no lock.

    Labels that nobody judged are neutral in this plan, since loading a model to fill them in may write to the cache;
    that changes no count and no fingerprint. Raises what `make_plan` raises, BundleError where no model could answer,
    DeviceError where there is no such device to measure on.
    """
    choose_device(options.device)

    def neutral(rows: Sequence[Row]) -> list[dict[str, str]]:
        read_metadata(_answering(options))
        return [dict.fromkeys(JUDGED, "neutral") for _ in rows]

    return make_plan(inputs, neutral)


def retrain(inputs: Inputs, options: Options, progress: Progress, train: Train) -> Outcome:
    """Run to the end, or take up where a run on the same data was interrupted.

    Raises BusyError where another retraining is at work in the registry, BadRowsError for rows that cannot be used.
    """
    choose_device(options.device)  # says now, not after hours, what is wrong with it
    options.registry.mkdir(parents=True, exist_ok=True)
    lock = options.registry / "retrain.lock"
    with alone(lock, BusyError(f"another retraining holds {lock}; wait until it has ended")):
        progress.say("checking what there is to learn from")
        plan = make_plan(inputs, _fill(options))
        if plan.checked.bad and not options.keep_good:
            listed = "\n".join(f"  {problem}" for problem in plan.checked.bad)
            raise BadRowsError(
                f"{counted(len(plan.checked.bad), 'bad row')}, nothing trained:\n{listed}\nmend, or use --keep-good"
            )
        registry = Registry(options.registry, create=True)  # once the inputs are good: a mistyped name leaves none
        known = next(
            (v for v in registry.versions() if registry.lineage(v).get("fingerprint") == plan.fingerprint), None
        )
        if known:
            progress.say(f"nothing new: {known} was trained on the same data by the same recipe")
            return _known(registry, plan, known, options, progress)
        for line in plan.checked.lines():
            progress.say(line)
        return _promoted(registry, _trained(registry, plan, options, progress, train), options)


def _known(registry: Registry, plan: Plan, version: str, options: Options, progress: Progress) -> Outcome:
    """Offer the model of an earlier run to the present champion, unless it was champion before and was replaced.

    If that run was interrupted before its model became the challenger and its work was removed, both are done now.
    """
    if all(move.version != version for alias in registry.aliases() for move in alias.moves):
        registry.promote(version, CHALLENGER, reason="retrained")
    shutil.rmtree(registry.work_folder(plan.fingerprint), ignore_errors=True)
    outcome, champion = Outcome(version, promoted=False), registry.alias(CHAMPION)
    if champion and any(move.version == version for move in champion.moves):
        if champion.version != version:
            progress.say(f"{version} was champion before; only `quotestance promote` brings it back")
        return outcome
    if champion and options.promote:
        held = kept(registry, champion.version, version)
        if held is None or held.evaluation != digest(plan.evaluation):
            classifier = Classifier.load(registry.path(version), options.device)
            answers = answer(classifier, plan.evaluation, progress)
            _compared(registry, version, classifier, answers, options, progress=progress)
    return _promoted(registry, outcome, options)


def _trained(registry: Registry, plan: Plan, options: Options, progress: Progress, train: Train) -> Outcome:
    work, began = registry.work_folder(plan.fingerprint), time.monotonic()
    with spending(work, began) as spent:
        bundle = _bundle(work, plan, options.gates, progress, train)
        progress.say("measuring on the evaluation set")
        classifier = Classifier.load(bundle, options.device)
        answers = answer(classifier, plan.evaluation, progress)
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{plan.fingerprint[:8]}"
        comparison = _compared(registry, name, classifier, answers, options, progress=progress)
        lineage = lineage_of(registry, plan, classifier, spent.cost().seconds)
        registry.add(bundle, name, lineage, profile(filter(None, answers.predictions)))
    registry.promote(name, CHALLENGER, reason="retrained")
    shutil.rmtree(work, ignore_errors=True)
    progress.say(f"{name} is registered")
    found = judge(comparison, options.gates) if comparison else None
    return Outcome(name, promoted=False, comparison=comparison, verdict=found)


def _bundle(work: Path, plan: Plan, gates: Gates, progress: Progress, train: Train) -> Path:
    """Train, or return the bundle that an interrupted run on the same data had finished."""
    bundle = work / "bundle"
    if (bundle / METADATA).is_file():
        progress.say(f"taking up {bundle}, which is trained")
        return bundle
    if plan.warning:
        progress.say(plan.warning)
    inputs = plan.inputs
    evaluation = Evaluation(inputs.evaluation, inputs.evaluation_articles, behaviour=gates.behaviour_tests)
    return train(plan.config, write_sources(plan, work), bundle, progress, evaluation)


def _compared(
    registry: Registry, name: str, challenger: Classifier, answers: Answers, options: Options, *, progress: Progress
) -> Comparison | None:
    alias = registry.alias(CHAMPION)
    if alias is None:
        return None
    progress.say(f"measuring {alias.version}, the champion, beside it")
    champion = Classifier.load(registry.path(alias.version), options.device)
    tests = select(read_tests(), options.gates.behaviour_tests)
    behaviours = run_suite(champion, tests), run_suite(challenger, tests)
    both = answer(champion, answers.units, progress), answers
    found = compare((alias.version, name), both, behaviours)
    keep(registry, found)
    return found


def _promoted(registry: Registry, outcome: Outcome, options: Options) -> Outcome:
    """Promote if that was asked for and the gates are passed, or there is no champion to beat."""
    champion = registry.alias(CHAMPION)
    if not options.promote or (champion and champion.version == outcome.version):
        return outcome
    if champion is None:
        registry.promote(outcome.version, reason="the first champion", over="")
        return replace(outcome, promoted=True)
    found = verdict(registry, champion.version, outcome.version, options.gates)
    if found.passed:
        registry.promote(outcome.version, reason="passed the gates", over=champion.version)
    return replace(outcome, verdict=found, promoted=found.passed)


def _fill(options: Options) -> Fill:
    """Return what answers for labels that nobody judged: the champion, or the shipped model; loaded if need be."""
    return lambda rows: labels_by(Classifier.load(_answering(options), options.device), rows)


def _answering(options: Options) -> Path:
    held = Registry(options.registry) if is_registry(options.registry) else None
    return held.path(CHAMPION) if held and held.alias(CHAMPION) else SHIPPED
