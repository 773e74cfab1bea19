"""Number of independent examples that a batch of similar ones is worth."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import require


def effective_batch(batch, correlation):
    """B_eff = B / (1 + (B - 1) rho), rho the correlation of two examples' gradients in one batch.

    Var of the batch mean = s^2 / B_eff: B variances and B (B - 1) covariances rho s^2. 1.94 at B = 32 and
    rho = 0.5; never above 1 / rho.

    Raises ``ValueError`` unless ``batch`` >= 1 and 0 <= ``correlation`` <= 1.
    Source: Kish, Survey Sampling (1965), design effect.
    """
    require(np.greater_equal(batch, 1), "batch must be at least 1", batch)
    correlation = np.asarray(correlation, dtype=float)
    require((correlation >= 0) & (correlation <= 1), "correlation must lie between 0 and 1", correlation)
    return np.asarray(batch, dtype=float) / (1.0 + np.subtract(batch, 1.0) * correlation)
