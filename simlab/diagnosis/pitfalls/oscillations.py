"""Oscillations: the weights jump from one side of a ravine to the other while the loss falls.

Statistic
    The cosine between one update and the next, the median of the run: near -1 where a step undoes the one
    before. The training curve does not show it: on a quadratic it falls at every step, oscillating or not.
Reference
    Lecture 4, section 4.5, figure 3(c).
"""

from __future__ import annotations

import numpy as np

PROBLEM = "oscillations"
WORKAROUND = "lower the learning rate; momentum"
NEEDS = ("loss", "theta")
EXPLAINED_BY = ("bad_batch_values", "incorrect_gradients", "instability", "fluctuations")
BACK, SOME = -0.5, 0.25


def evidence(symptoms) -> str | None:
    """The share of steps that turn back."""
    turning = symptoms.turning[np.isfinite(symptoms.turning)]
    if turning.size == 0:
        return None
    share = float(np.mean(turning < BACK))
    if share < SOME:
        return None
    step = symptoms.step_size
    where = "" if step is None else f"; learning rate times largest curvature is {step:.3g}, smooth below 1"
    return f"{100 * share:.0f} % of the steps turn back on the one before (cosine below {BACK:g}){where}"


def cure(symptoms) -> dict:
    """Half the learning rate."""
    return symptoms.scaled_rate(0.5)
