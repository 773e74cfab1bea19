"""Instability: the loss rises, because steps overshoot by more than they correct.

Statistic
    The share of trajectories that diverge, or a loss that ends above its start; where the curvature is known,
    learning rate times largest curvature, which gradient descent needs below 2, with momentum mu below
    2 (1 + mu). Without noise also a loss that goes up and down for ever.
Reference
    Lecture 4, section 4.5, figure 3(b).
"""

from __future__ import annotations

import numpy as np

PROBLEM = "instability"
WORKAROUND = "lower the learning rate"
NEEDS = ("loss",)
EXPLAINED_BY = ("bad_batch_values", "incorrect_gradients", "exploding_gradients")
FAILED, RISE, ERRATIC = 0.5, 0.05, 0.2


def evidence(symptoms) -> str | None:
    """How the loss rises, and the step in units of the curvature."""
    step = symptoms.step_size
    where = "" if step is None else f"; learning rate times largest curvature is {step:.3g}, to be below 2"
    if symptoms.failed >= FAILED:
        return f"{100 * symptoms.failed:.0f} % of the trajectories diverge{where}"
    if symptoms.curve[-1] > (1.0 + RISE) * symptoms.curve[0] + np.finfo(float).tiny:
        return f"the loss rises from {symptoms.curve[0]:.3g} to {symptoms.curve[-1]:.3g}{where}"
    if not symptoms.noisy and symptoms.up_share > ERRATIC and symptoms.reduction < 1.0 - 1e-6:
        return f"without any noise {100 * symptoms.up_share:.0f} % of the later steps raise the loss{where}"
    return None


def cure(symptoms) -> dict:
    """The inverse of the largest curvature where it is known, else a third of the learning rate."""
    if symptoms.step_size is not None and symptoms.step_size > 1.0:
        return symptoms.scaled_rate(1.0 / symptoms.step_size)
    return symptoms.scaled_rate(1.0 / 3.0)
