"""Time-averaged loss of momentum without friction on a quadratic."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive, require


def undamped_mean_loss(learning_rate, curvature, start):
    """<L> = E_0 / (2 (1 - alpha lambda / 4)), E_0 = lambda start^2 / 2 (units of the loss).

    At mu = 1 the update is the symplectic Euler map, which conserves p^2 - alpha lambda p theta +
    alpha lambda theta^2. Its orbit is an ellipse traversed with constant phase step w,
    cos(w) = 1 - alpha lambda / 2; averaging theta^2 over the ellipse gives the law. Start at rest, p_0 = 0.

    Raises ``ValueError`` unless 0 < alpha lambda < 4.
    Source: lecture section 4.5 (mu = 1), with the conserved quantity of this order of updates.
    """
    positive(learning_rate=learning_rate, curvature=curvature)
    product = np.multiply(learning_rate, curvature)
    require(product < 4, "learning_rate * curvature must be below 4 (stable without friction)", product)
    energy = 0.5 * np.multiply(curvature, np.square(start))
    return energy / (2.0 * (1.0 - product / 4.0))
