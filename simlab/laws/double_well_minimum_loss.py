"""Loss at a minimum of the tilted double well."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import require


def double_well_minimum_loss(tilt, side):
    """f(theta_m), theta_m = side (2 / sqrt(3)) cos(arccos(-side 3 sqrt(3) tilt / 2) / 3).

    ``side`` -1 for the left minimum of theta^4/4 - theta^2/2 + tilt theta, +1 for the right one: the outer
    roots of theta^3 - theta + tilt = 0 (trigonometric form of the cubic).

    Raises ``ValueError`` unless |``tilt``| < 2 / (3 sqrt(3)) = 0.385 and ``side`` is -1 or 1.
    Source: lecture figure 1(b).
    """
    tilt, side = np.asarray(tilt, dtype=float), np.asarray(side, dtype=float)
    reach = 1.5 * np.sqrt(3.0) * tilt
    require(np.abs(reach) < 1, "tilt must be below 2 / (3 sqrt(3)) in size", tilt)
    require(np.abs(side) == 1, "side must be -1 or 1", side)
    theta = side * 2.0 / np.sqrt(3.0) * np.cos(np.arccos(-side * reach) / 3.0)
    return np.square(theta) * (0.25 * np.square(theta) - 0.5) + tilt * theta
