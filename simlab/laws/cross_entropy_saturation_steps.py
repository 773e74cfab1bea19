"""Steps a saturated logistic unit needs to recover under the cross-entropy."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def cross_entropy_saturation_steps(learning_rate, start, inputs=1.0):
    """T = [z_0 + 1 - e^(-z_0)] / (alpha (1 + x^2)), from z = -z_0 to z = 0.

    Unit h = sigmoid(z), z = w x + b, target 1, loss -ln h: dz/dt = (1 + x^2) (1 - h), and
    1 / (1 - h) = 1 + e^z. Linear in z_0: the logarithm cancels the saturating factor of the squared error.

    Raises ``ValueError`` unless ``learning_rate`` and ``start`` are positive.
    Source: lecture equations 12-14; own derivation.
    """
    positive(learning_rate=learning_rate, start=start)
    start = np.asarray(start, dtype=float)
    return (start - np.expm1(-start)) / (np.asarray(learning_rate, dtype=float) * (1.0 + np.square(inputs)))
