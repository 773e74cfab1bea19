"""Fluctuations: noise in the gradient keeps the loss from settling.

Statistic
    The share of the later records at which the loss is above the one before, where steps are random: above
    30 % the noise, not the slope, decides. Deterministic steps that raise the loss are instability.
Reference
    Lecture 4, section 4.6.
"""

from __future__ import annotations

PROBLEM = "fluctuations"
WORKAROUND = "decay the learning rate late in training; average the iterates"
NEEDS = ("loss",)
EXPLAINED_BY = ("bad_batch_values", "incorrect_gradients", "instability")
OFTEN = 0.3


def evidence(symptoms) -> str | None:
    """How often the loss rises."""
    if not symptoms.noisy or symptoms.up_share <= OFTEN:
        return None
    return f"{100 * symptoms.up_share:.0f} % of the later records of the loss are above the one before"


def cure(symptoms) -> dict:
    """Exponential decay over the last quarter of the run."""
    steps = float(symptoms.steps[-1])
    decay = {"kind": "exponential", "start": 0.75 * steps, "time_constant": steps / 20.0}
    return {f"optimizer.{symptoms.optimizer}.schedule": decay}
