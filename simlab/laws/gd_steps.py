"""Steps of optimally tuned gradient descent to a given distance, on a quadratic."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive
from simlab.laws.gd_optimal_rate import gd_optimal_rate


def gd_steps(kappa, tolerance, stiff=1.0, flat=0.0):
    """First t with ``sqrt(stiff^2 + flat^2) r^t < tolerance``, r = (kappa - 1) / (kappa + 1).

    At alpha* both extreme modes shrink by exactly r a step, so only the initial distance matters. ``stiff``
    and ``flat`` are the start's components (units of theta) along the stiffest and the flattest eigenvector:
    1 and 0 give the steps of one mode; a start at [1, 1] has both equal to 1. Strict ``<``, as ``steps_to``.

    Raises ``ValueError`` if ``kappa`` < 1 or ``tolerance`` is not positive.
    Source: lecture section 4.5.
    """
    positive(tolerance=tolerance)
    with np.errstate(divide="ignore"):
        factor = np.log(gd_optimal_rate(kappa))
        decades = np.log(np.asarray(tolerance, dtype=float) / np.hypot(stiff, flat))
    return np.where(decades > 0, 0.0, np.floor(decades / factor) + 1.0)[()]
