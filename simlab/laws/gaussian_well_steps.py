"""Steps gradient descent spends on the plateau around a Gaussian well."""

from __future__ import annotations

import numpy as np
from scipy.special import expi

from simlab.laws._domain import positive, require


def gaussian_well_steps(learning_rate, depth, width, start, end):
    """T = (s^2 / (2 A alpha)) [Ei(u_0) - Ei(u_1)], u = r^2 / (2 s^2), from radius ``start`` in to ``end``.

    f = -A exp(-r^2 / (2 s^2)): gradient flow dr/dt = -(A r / s^2) e^(-u), so dt = -(s^2 / (2 A)) e^u du / u,
    whose integral is the exponential integral Ei. The time grows as e^(u_0): a plateau. Error of the
    discrete steps about alpha A / s^2 relative. ``depth`` A (loss), ``width`` s, radii in units of theta.

    Raises ``ValueError`` unless every number is positive and ``end`` < ``start``.
    Source: lecture section 2 (plateaux); own derivation.
    """
    positive(learning_rate=learning_rate, depth=depth, width=width, start=start, end=end)
    require(np.less(end, start), "end must be closer to the well than start", end)
    u_start, u_end = (0.5 * np.square(np.divide(radius, width)) for radius in (start, end))
    return np.square(width) / (2.0 * np.multiply(depth, learning_rate)) * (expi(u_start) - expi(u_end))
