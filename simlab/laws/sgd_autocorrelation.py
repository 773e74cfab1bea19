"""Correlation of stationary SGD with itself some steps later."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import momentum_in_range, positive, require


def sgd_autocorrelation(learning_rate, curvature, lag=1, momentum=0.0):
    """rho_k = (1 - alpha lambda)^k; with momentum rho_k = phi_1 rho_(k-1) - mu rho_(k-2).

    phi_1 = 1 + mu - alpha lambda, rho_0 = 1, rho_1 = phi_1 / (1 + mu): Yule-Walker equations of the AR(2)
    process on one mode (velocity form). Positive for fluctuations, negative for oscillations: -0.9 at
    alpha lambda = 1.9. ``lag`` is a whole number, or an array of them.

    Raises ``ValueError`` unless 0 <= ``momentum`` < 1, 0 < alpha lambda < 2 (1 + mu) and ``lag`` = 0, 1, ...
    Source: Box and Jenkins, Time Series Analysis (1970), section 3.2.
    """
    momentum_in_range(momentum)
    positive(learning_rate=learning_rate, curvature=curvature)
    product, momentum = np.multiply(learning_rate, curvature), np.asarray(momentum, dtype=float)
    require(product < 2 * (1 + momentum), "learning_rate * curvature must be below 2 (1 + mu)", product)
    lag = np.asarray(lag, dtype=float)
    require((lag >= 0) & (lag == np.floor(lag)), "lag must be a whole number, at least 0", lag)
    lag, first, momentum = np.broadcast_arrays(lag, 1.0 + momentum - product, momentum)
    found = np.ones(lag.shape)
    before, now = np.ones(lag.shape), first / (1.0 + momentum)
    for k in range(1, int(lag.max(initial=0.0)) + 1):
        found = np.where(lag == k, now, found)
        before, now = now, first * now - momentum * before
    return found[()]
