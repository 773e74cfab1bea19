"""Variance of a minibatch's gradient."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive, require


def minibatch_variance(sigma, batch, examples=np.inf):
    """sigma^2 / B, drawn without replacement from N = ``examples`` times (N - B) / (N - 1).

    Infinite ``examples`` is drawing with replacement. 0 at B = N: batch gradient descent.

    Raises ``ValueError`` unless ``sigma`` > 0 and 1 <= ``batch`` <= ``examples``.
    Source: lecture equation 7; Cochran, Sampling Techniques (1977), theorem 2.2.
    """
    positive(sigma=sigma, batch=batch)
    require(np.greater_equal(batch, 1) & np.less_equal(batch, examples), "batch must be 1 to examples", batch)
    examples = np.asarray(examples, dtype=float)
    known = np.isfinite(examples) & (examples > 1)
    finite = np.where(known, examples, 2.0)
    share = np.where(known, (finite - batch) / (finite - 1.0), np.where(examples == 1, 0.0, 1.0))
    return (np.square(sigma) / np.asarray(batch, dtype=float) * share)[()]
