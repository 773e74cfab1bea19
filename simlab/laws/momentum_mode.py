"""Trajectory of one mode of a quadratic under heavy-ball momentum, at any tuning."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive, require


def momentum_mode(step, learning_rate, curvature, momentum):
    """theta_t / theta_0 = s^t [cos(t phi) + (1 - alpha lambda - s cos phi) / s * sin(t phi) / sin(phi)].

    s = sqrt(mu), cos(phi) = (1 + mu - alpha lambda) / (2 s), phi complex when the mode is overdamped. It is
    the solution of ``theta[t+1] = (1 + mu - alpha lambda) theta[t] - mu theta[t-1]`` with p_0 = 0, that is
    theta_1 = (1 - alpha lambda) theta_0. At a double root sin(t phi) / sin(phi) is its limit, t or
    t (-1)^(t-1). For mu = 0 it is gradient descent, (1 - alpha lambda)^t. ``step`` is t; no unit.

    Raises ``ValueError`` unless 0 <= ``momentum`` <= 1 and the other two are positive.
    Source: lecture equations 8-9 solved; Goh, Why Momentum Really Works (2017).
    """
    positive(learning_rate=learning_rate, curvature=curvature)
    momentum = np.asarray(momentum, dtype=float)
    require((momentum >= 0) & (momentum <= 1), "momentum must lie between 0 and 1", momentum)
    step = np.asarray(step, dtype=float)
    first = 1.0 - np.multiply(learning_rate, curvature)
    damped = momentum > 0
    s = np.sqrt(np.where(damped, momentum, 1.0))
    cosine = (momentum + first) / (2.0 * s)
    phi = np.arccos(cosine.astype(complex))
    sine = np.sin(phi)
    double = np.abs(sine) < 1e-9
    limit = step * np.where(cosine > 0, 1.0, (-1.0) ** (step - 1.0))
    ratio = np.where(double, limit, (np.sin(step * phi) / np.where(double, 1.0, sine)).real)
    wave = np.cos(step * phi).real + (first - s * cosine) / s * ratio
    return np.where(damped, s**step * wave, first**step)[()]
