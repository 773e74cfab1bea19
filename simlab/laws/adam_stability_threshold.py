"""Preconditioned curvature above which Adam is unstable."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import momentum_in_range, positive


def adam_stability_threshold(learning_rate, beta1):
    """lambda(P^-1 H) < 2 (1 + beta1) / ((1 - beta1) alpha); 38 / alpha at beta1 = 0.9.

    With its second moment frozen, Adam is EMA momentum on the preconditioned Hessian ``P^-1 H`` with
    ``P = diag(sqrt(v) + eps)``; EMA momentum is velocity momentum with alpha (1 - beta1), so the heavy-ball
    threshold applies.

    Raises ``ValueError`` unless ``learning_rate`` > 0 and 0 <= ``beta1`` < 1.
    Source: Cohen et al., Adaptive Gradient Methods at the Edge of Stability (2022).
    """
    positive(learning_rate=learning_rate)
    momentum_in_range(beta1)
    return 2.0 * np.add(1.0, beta1) / (np.subtract(1.0, beta1) * np.asarray(learning_rate, dtype=float))
