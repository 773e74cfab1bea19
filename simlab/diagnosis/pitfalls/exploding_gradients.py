"""Exploding gradients: the signal that runs back through the layers grows from one to the next.

Statistic
    The size of the slopes of the loss by the sums of the first layer over that of the last, at the start.
Reference
    The note's third bullet; X. Glorot & Y. Bengio (2010), AISTATS; B. Poole et al. (2016), NeurIPS.
"""

from __future__ import annotations

from simlab.diagnosis.pitfalls.vanishing_gradients import depth_ratio

PROBLEM = "exploding gradients"
WORKAROUND = "initialise to the critical scale; clip the gradient; batch normalisation"
OF_NETWORKS = True
NEEDS = ("slope_norm",)
EXPLAINED_BY = ("bad_batch_values",)
LARGE = 1e3


def evidence(symptoms) -> str | None:
    """The ratio of the norms, if it is large."""
    ratio = depth_ratio(symptoms)
    if not ratio > LARGE:
        return None
    return f"at the start the slopes at the first layer are {ratio:.1e} times those at the last"


def cure(symptoms) -> dict:
    """The critical scale of rectified units, which is right within a factor of two for the others."""
    return {"start": {"kind": "he"}}
