"""Steps a saturated logistic unit needs to recover under the squared error."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def squared_error_saturation_steps(learning_rate, start, inputs=1.0):
    """T = [F(0) - F(-z_0)] / (alpha (1 + x^2)), F(z) = -e^(-z) + 3 z + 3 e^z + e^(2 z) / 2.

    Unit h = sigmoid(z), z = w x + b, target 1, loss (h - 1)^2 / 2, from z = -z_0 to 0:
    dz/dt = (1 + x^2) (1 - h)^2 h, and 1 / ((1 - h)^2 h) = e^(-z) (1 + e^z)^3 integrates to F. Grows as
    e^(z_0): the gradient of a saturated unit has the factor h (1 - h). ``start`` is z_0, ``inputs`` is x.

    Raises ``ValueError`` unless ``learning_rate`` and ``start`` are positive.
    Source: lecture equations 12-14; own derivation.
    """
    positive(learning_rate=learning_rate, start=start)
    start = np.asarray(start, dtype=float)
    flat = -np.exp(start) - 3.0 * start + 3.0 * np.exp(-start) + 0.5 * np.exp(-2.0 * start)
    return (2.5 - flat) / (np.asarray(learning_rate, dtype=float) * (1.0 + np.square(inputs)))
