"""Learning rate above which one outlier makes linear regression diverge."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def outlier_stability_threshold(outlier, batch):
    """alpha_c = 2 B / M^2, M = |x| of an outlier in a batch of B examples.

    Its term M^2 / B dominates lambda_max of the batch, for M^2 well above B. For every step on the whole
    data set B is the number of examples.

    Raises ``ValueError`` unless both numbers are positive.
    Source: note "Optimisation problems", second bullet.
    """
    positive(outlier=outlier, batch=batch)
    return 2.0 * np.asarray(batch, dtype=float) / np.square(outlier)
