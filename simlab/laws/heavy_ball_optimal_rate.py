"""Best asymptotic contraction per step of the heavy ball on a quadratic."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import require


def heavy_ball_optimal_rate(kappa):
    """Rate r = (sqrt(kappa) - 1) / (sqrt(kappa) + 1).

    The spectral radius at Polyak's tuning. The roots are double, so the distance is not r^t but carries a
    factor that grows linearly with t (see ``heavy_ball_optimal_mode``): a rate fitted over a finite window
    lies above r by about 1 / t.

    Raises ``ValueError`` if ``kappa`` < 1.
    Source: Polyak (1964), theorem 9.
    """
    kappa = np.asarray(kappa, dtype=float)
    require(kappa >= 1, "kappa must be at least 1", kappa)
    return (np.sqrt(kappa) - 1.0) / (np.sqrt(kappa) + 1.0)
