"""Local optima: trajectories settle at different losses, and most starts could have done better.

Statistic
    The share of the replicates that have settled (gradient below a thousandth of the first) at a loss above
    the best replicate's by more than 1 % of what the best has gained. A single start cannot tell.
Reference
    Lecture 4, section 4.2.
"""

from __future__ import annotations

import numpy as np

PROBLEM = "local optimum"
WORKAROUND = "several random starts, of which the best is kept"
NEEDS = ("loss", "grad_norm")
EXPLAINED_BY = (
    "bad_batch_values",
    "incorrect_gradients",
    "symmetry",
    "vanishing_gradients",
    "saturated_units",
    "dead_units",
    "instability",
)
SETTLED, WORSE, SOME = 1e-3, 0.01, 0.1


def evidence(symptoms) -> str | None:
    """The share of replicates that ended in a worse place, and by how much."""
    last, norm = symptoms.loss[:, -1], symptoms.recorded["grad_norm"]
    if len(last) < 2 or symptoms.noisy:
        return None
    settled = norm[:, -1] <= SETTLED * np.maximum(norm[:, 0], 1e-300)
    if not settled.any():
        return None
    best = np.min(last[settled])
    gained = np.median(symptoms.loss[:, 0]) - best
    worse = settled & (last > best + WORSE * abs(gained))
    share = float(np.mean(worse))
    if share < SOME:
        return None
    gap = float(np.median(last[worse]) - best)
    return f"{100 * share:.0f} % of the starts settle at a loss {gap:.3g} above the best one's"


def cure(symptoms) -> dict:
    """Eight starts for each replicate."""
    return {"restarts.count": 8}
