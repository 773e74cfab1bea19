"""Expected loss of SGD on one mode of a quadratic, learning rate constant and then decaying."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive, require


def quadratic_expected_loss(
    step, learning_rate, curvature, sigma, start, decay_from=np.inf, time_constant=np.inf, batch=1.0
):
    """E L_t = lambda (m_t^2 + V_t) / 2 by the exact recursion, alpha_t = alpha_0 e^(-max(0, t - t_d) / tau).

    m <- (1 - alpha_t lambda) m from ``start``, V <- (1 - alpha_t lambda)^2 V + alpha_t^2 s^2 from 0, with
    s^2 = sigma^2 / batch; second moments of a linear recursion with independent noise, so nothing is
    approximated. ``decay_from`` is t_d, ``time_constant`` tau (steps); without them alpha is constant. A
    quadratic of several modes has the sum of their losses. ``step`` is a whole number, or an array of them.

    Raises ``ValueError`` for a negative or fractional ``step``, or numbers that are not positive.
    Source: lecture equation 10 and figure 4.
    """
    positive(learning_rate=learning_rate, curvature=curvature, batch=batch)
    require(np.greater(time_constant, 0), "time_constant must be positive", time_constant)
    step = np.asarray(step, dtype=float)
    require((step >= 0) & (step == np.floor(step)), "step must be a whole number, at least 0", step)
    numbers = (learning_rate, curvature, sigma, start, decay_from, time_constant, batch)
    target, rate, bend, sigma, start, decay_from, tau, batch = np.broadcast_arrays(
        step, *(np.asarray(number, dtype=float) for number in numbers)
    )
    loss = np.empty(target.shape)
    square, variance = np.square(start), np.zeros(target.shape)
    for t in range(int(target.max(initial=0.0)) + 1):
        loss = np.where(target == t, 0.5 * bend * (square + variance), loss)
        alpha = rate * np.exp(-np.maximum(0.0, t - decay_from) / tau)
        factor = np.square(1.0 - alpha * bend)
        square, variance = factor * square, factor * variance + np.square(alpha * sigma) / batch
    return loss[()]
