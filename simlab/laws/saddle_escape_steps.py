"""Steps gradient descent needs to leave a saddle along its unstable direction."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def saddle_escape_steps(learning_rate, curvature, start, exit):
    """T = floor(ln(exit / |start|) / ln(1 + alpha |lambda|)) + 1, the first step with |theta| > exit.

    Along an eigenvector of negative curvature ``theta <- (1 + alpha |lambda|) theta``. ``curvature`` is
    |lambda| > 0; ``start`` and ``exit`` in units of theta. The continuous-time 1 / (alpha lambda) is too
    small by alpha lambda / 2 relative.

    Raises ``ValueError`` unless ``learning_rate``, ``curvature``, ``exit`` and |``start``| are positive.
    Source: lecture section 4.3.
    """
    distance = np.abs(start)
    positive(learning_rate=learning_rate, curvature=curvature, exit=exit, start=distance)
    growth = np.log1p(np.multiply(learning_rate, curvature))
    return np.maximum(np.floor(np.log(np.divide(exit, distance)) / growth) + 1.0, 0.0)
