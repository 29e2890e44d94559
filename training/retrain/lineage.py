"""Where a retrained model came from: what stands in its lineage.json."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import torch

from model.artifacts.registry import CHAMPION, Registry
from model.classifier import Classifier
from training.data.frozen import digest
from training.program import NAME
from training.retrain.plan import Plan


def lineage_of(registry: Registry, plan: Plan, classifier: Classifier, seconds: float) -> dict[str, Any]:
    """Return the data, the recipe, the code, the time and the hardware that made a model."""
    champion = registry.alias(CHAMPION)
    return {
        "fingerprint": plan.fingerprint,
        "parent": champion.version if champion else None,
        "files": plan.hashes,
        "counts": plan.counts,
        "evaluation": digest(plan.evaluation),
        "config": plan.config.model_dump(mode="json"),
        "code_version": version(NAME),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "hardware": _hardware(classifier),
    }


def _hardware(classifier: Classifier) -> dict[str, Any]:
    return {
        "machine": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count() or 1,
        "engine": classifier.engine.name,
        "python": platform.python_version(),
        "torch": torch.__version__,
    }
