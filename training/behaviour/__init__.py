"""What a model must do whatever the data: hand-written cases, and changes that must or must not change the answer.

After Ribeiro et al. 2020, "Beyond Accuracy" (CheckList). `run_suite(classifier)` gives a `Report`; docs/behaviour.md
describes the case files.
"""

from training.behaviour.report import Outcome, Report, Result
from training.behaviour.run import run_suite

__all__ = ["Outcome", "Report", "Result", "run_suite"]
