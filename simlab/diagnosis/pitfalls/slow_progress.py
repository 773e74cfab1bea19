"""Slow progress: the loss falls along a straight line, and most of it is still there at the end.

Statistic
    R^2 of a straight line through the training curve above 0.98, and less than half of the loss gone. Where
    the curvature is known, learning rate times largest curvature far below 1 says that the learning rate may
    rise; close to 1 it may not, and the curvature is badly conditioned instead.
Reference
    Lecture 4, section 4.4, figure 3(a).
"""

from __future__ import annotations

PROBLEM = "slow progress"
WORKAROUND = "raise the learning rate, by factors of three"
NEEDS = ("loss",)
EXPLAINED_BY = (
    "bad_batch_values",
    "incorrect_gradients",
    "symmetry",
    "vanishing_gradients",
    "saturated_units",
    "dead_units",
    "instability",
    "oscillations",
)
STRAIGHT, HALF, NO_ROOM = 0.98, 0.5, 0.3


def evidence(symptoms) -> str | None:
    """The straight line, and how little it has come down."""
    step = symptoms.step_size
    if symptoms.straightness <= STRAIGHT or not 0.0 < symptoms.reduction < HALF:
        return None
    if step is not None and step > NO_ROOM:
        return None
    where = "" if step is None else f"; learning rate times largest curvature is {step:.2g}, stable below 2"
    line = f"a straight line explains {symptoms.straightness:.3f} of the training curve"
    return f"{line}, and only {100 * symptoms.reduction:.0f} % of the loss is gone{where}"


def cure(symptoms) -> dict:
    """Three times the learning rate."""
    return symptoms.scaled_rate(3.0)
