"""What noise adds to the invariant of momentum without friction."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def undamped_heating(step, learning_rate, sigma, batch=1.0):
    """E Q_t - Q_0 = t alpha^2 s^2, s^2 = sigma^2 / batch, Q as in ``undamped_invariant``.

    A gradient error n changes p and theta alike by -alpha n, and Q by alpha^2 n^2 on average: the terms in
    alpha lambda cancel. Without friction noise heats the ball for ever.

    Raises ``ValueError`` unless ``learning_rate``, ``sigma`` and ``batch`` are positive.
    Source: lecture sections 4.5 and 4.6; own derivation.
    """
    positive(learning_rate=learning_rate, sigma=sigma, batch=batch)
    return np.multiply(step, np.square(np.multiply(learning_rate, sigma))) / np.asarray(batch, dtype=float)
