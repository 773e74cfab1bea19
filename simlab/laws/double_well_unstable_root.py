"""Basin edge of the tilted double well."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import require


def double_well_unstable_root(tilt):
    """theta_u = (2 / sqrt(3)) sin(arcsin(3 sqrt(3) tilt / 2) / 3).

    The local maximum of theta^4/4 - theta^2/2 + tilt theta: the middle of the three roots of
    theta^3 - theta + tilt = 0 (trigonometric form of the cubic). Gradient descent with a
    learning rate small enough that its map is monotone never crosses it. 0.10103 at tilt 0.1.

    Raises ``ValueError`` unless |``tilt``| < 2 / (3 sqrt(3)) = 0.385, where the well is double.
    Source: lecture figure 1(b).
    """
    tilt = np.asarray(tilt, dtype=float)
    reach = 1.5 * np.sqrt(3.0) * tilt
    require(np.abs(reach) < 1, "tilt must be below 2 / (3 sqrt(3)) in size", tilt)
    return 2.0 / np.sqrt(3.0) * np.sin(np.arcsin(reach) / 3.0)
