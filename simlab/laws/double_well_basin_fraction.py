"""Chance that gradient descent from a uniform start finds the global minimum of the tilted double well."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import require
from simlab.laws.double_well_unstable_root import double_well_unstable_root


def double_well_basin_fraction(tilt, low, high):
    """P = (theta_u - low) / (high - low) for tilt > 0, its complement for tilt < 0.

    theta^4/4 - theta^2/2 + tilt theta with start U(low, high): the deeper minimum lies on the side that the
    tilt lowers, and its basin ends at theta_u. Learning rate below 1 / max f'' over the starts, so that the
    map is monotone. 0.52526 at tilt 0.1 on (-2, 2).

    Raises ``ValueError`` if ``tilt`` is zero or too large, or ``low`` < ``high`` fails.
    Source: lecture figure 1(b) and section 4.2.
    """
    tilt = np.asarray(tilt, dtype=float)
    require(tilt != 0, "tilt must not be zero, or both minima are global", tilt)
    require(np.less(low, high), "low must be below high", low)
    left = np.clip((double_well_unstable_root(tilt) - low) / np.subtract(high, low), 0.0, 1.0)
    return np.where(tilt > 0, left, 1.0 - left)[()]
