"""Mean loss of sign descent on a quadratic, once it has arrived."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def sign_descent_loss(learning_rate, curvature):
    """<L> = lambda alpha^2 / 6, of steps -alpha sign(theta); Adam with beta1 = beta2 = 0.

    The iterate alternates between u and u - alpha, u uniform on (0, alpha) over random starts:
    the mean of lambda u^2 / 2.

    Raises ``ValueError`` unless both numbers are positive.
    Source: own derivation; Bernstein et al., signSGD (2018).
    """
    positive(learning_rate=learning_rate, curvature=curvature)
    return np.multiply(curvature, np.square(learning_rate)) / 6.0
