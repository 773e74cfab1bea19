"""Steps gradient descent needs to walk off the plateau of a sigmoid cost."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def sigmoid_plateau_steps(learning_rate, start):
    """T = (2 w_0 + 2 sinh(w_0)) / alpha, from |w| = w_0 on the flat side to w = 0.

    f = sigmoid(w) or its mirror image: dw/dt = 1 / (2 + 2 cosh w) in size; integrate. Grows as e^(w_0):
    266 times longer from w_0 = 8 than from 2. Discrete steps add about one step.

    Raises ``ValueError`` unless ``learning_rate`` and |``start``| are positive.
    Source: lecture section 2 (plateaux); own derivation.
    """
    start = np.abs(start)
    positive(learning_rate=learning_rate, start=start)
    return 2.0 * (start + np.sinh(start)) / np.asarray(learning_rate, dtype=float)
