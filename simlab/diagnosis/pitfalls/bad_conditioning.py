"""Badly conditioned curvature: the steepest direction forbids the learning rate that the flattest one needs.

Statistic
    The ratio of the largest to the smallest absolute curvature, above 100, in a run whose learning rate is
    near its limit and whose loss is still falling slowly at the end. Curves alone do not show it.
Reference
    Lecture 4, section 4.8, figure 5.
"""

from __future__ import annotations

import numpy as np

PROBLEM = "badly conditioned curvature"
WORKAROUND = "normalise the inputs; momentum; Adam; second-order methods"
NEEDS = ("loss", "lambda_max", "lambda_min")
EXPLAINED_BY = (
    "bad_batch_values",
    "incorrect_gradients",
    "symmetry",
    "instability",
    "slow_progress",
    "fluctuations",
)
BAD, NO_ROOM, SLOW, LEFT = 100.0, 0.3, 0.2, 1e-6


def evidence(symptoms) -> str | None:
    """The condition number, beside a learning rate that cannot be raised."""
    condition, step = symptoms.condition_number, symptoms.step_size
    if condition is None or not condition > BAD or step is None or not step > NO_ROOM:
        return None
    curve = symptoms.curve
    tenth = max(1, len(curve) // 10)
    falling = 1.0 - curve[-1] / curve[-1 - tenth] if np.isfinite(curve[-1]) and curve[-1 - tenth] > 0 else 0.0
    if not (0.0 < falling < SLOW and curve[-1] > LEFT * curve[0]):
        return None
    return (
        f"the largest curvature is {condition:.3g} times the smallest; learning rate times largest curvature "
        f"is {step:.2g}, yet the last tenth of the run took only {100 * falling:.1f} % off the loss"
    )


def cure(symptoms) -> dict:
    """Momentum, where there is none."""
    if symptoms.kind not in ("gd", "sgd"):
        return {}
    path = f"optimizer.{symptoms.optimizer}"
    return {
        path: {
            "kind": "momentum",
            "learning_rate": float(symptoms.settings["learning_rate"]),
            "momentum": 0.9,
        }
    }
