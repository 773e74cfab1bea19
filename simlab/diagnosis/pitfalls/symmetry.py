"""Symmetric units: the units of a layer are copies of one another, so they learn one feature between them.

Statistic
    The spread between the units of a hidden layer, 0 for copies, and the effective rank of their weights,
    (sum s^2)^2 / sum s^4 over the singular values s, at the end of the run: 1 for copies, 0 for zeros.
Reference
    Lecture 4, section 4.3.
"""

from __future__ import annotations

import numpy as np

PROBLEM = "symmetric units"
WORKAROUND = "initialise the weights at random"
OF_NETWORKS = True
NEEDS = ("effective_rank", "unit_spread")
EXPLAINED_BY = ("bad_batch_values",)
SAME = 1e-6


def evidence(symptoms) -> str | None:
    """The spread between the units of the hidden layers, if there is none."""
    spread = np.nanmedian(symptoms.recorded["unit_spread"][:, -1], axis=0)[:-1]
    if spread.size == 0 or not np.any(spread <= SAME):
        return None
    layer = int(np.argmin(spread)) + 1
    rank = np.nanmedian(symptoms.recorded["effective_rank"][:, -1], axis=0)[layer - 1]
    return f"the units of layer {layer} are copies of one another: their weights have rank {rank:.1f}"


def cure(symptoms) -> dict:
    """Random weights of Xavier's scale."""
    return {"start": {"kind": "xavier"}}
