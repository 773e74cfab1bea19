"""Growth of the variance through a layer of Xavier weights."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def xavier_forward_gain(inputs, outputs):
    """2 n_in / (n_in + n_out), weights of variance 2 / (n_in + n_out); exchanged, the gain of the gradient.

    1 only for layers of equal width.

    Raises ``ValueError`` unless both numbers are positive.
    Source: Glorot and Bengio (2010), equation 12.
    """
    positive(inputs=inputs, outputs=outputs)
    return 2.0 * np.asarray(inputs, dtype=float) / np.add(inputs, outputs)
