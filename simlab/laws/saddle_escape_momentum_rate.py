"""Growth per step of momentum along the unstable direction of a saddle."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import momentum_in_range, positive


def saddle_escape_momentum_rate(learning_rate, curvature, momentum):
    """Growth r = [(1 + mu + k) + sqrt((1 + mu + k)^2 - 4 mu)] / 2, k = alpha |lambda|.

    The larger root of ``r^2 - (1 + mu + k) r + mu``: the factor of |theta| per step once the smaller root
    has died out. 1.316 at k = 0.1, mu = 0.9, against 1.1 without momentum. ``curvature`` is |lambda|.

    Raises ``ValueError`` unless ``learning_rate``, ``curvature`` > 0 and 0 <= ``momentum`` < 1.
    Source: lecture sections 4.3 and 4.5.
    """
    positive(learning_rate=learning_rate, curvature=curvature)
    momentum_in_range(momentum)
    trace = 1.0 + np.add(momentum, np.multiply(learning_rate, curvature))
    return 0.5 * (trace + np.sqrt(np.square(trace) - 4.0 * np.asarray(momentum, dtype=float)))
