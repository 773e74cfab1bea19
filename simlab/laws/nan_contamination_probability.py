"""Chance that a run has met an example with NaN."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import require


def nan_contamination_probability(share, batch, steps):
    """P = 1 - (1 - q)^(B T), q the ``share`` of bad examples, B drawn in each of T steps.

    27 % at q = 1e-4, B = 32 and T = 100: one NaN in one example poisons all parameters.

    Raises ``ValueError`` unless 0 <= ``share`` < 1 and ``batch``, ``steps`` >= 0.
    Source: note "Optimisation problems", second bullet.
    """
    share = np.asarray(share, dtype=float)
    require((share >= 0) & (share < 1), "share must be at least 0 and below 1", share)
    require(np.greater_equal(np.multiply(batch, steps), 0), "batch and steps must be at least 0", batch)
    return -np.expm1(np.multiply(batch, steps) * np.log1p(-share))
