"""Progress of linear regression by SGD for each example looked at."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def lms_progress_per_example(dimension, batch=1.0):
    """ln(1 + B / (d + 1)) / B, the fall of ln E|e|^2 per example at the optimal learning rate.

    Largest at B = 1: at equal cost small batches win; at B = 100 and d = 10 it is 27 % of that.

    Raises ``ValueError`` unless both numbers are positive.
    Source: see ``lms_error``; lecture section 3 ("why mini-batches").
    """
    positive(dimension=dimension, batch=batch)
    return np.log1p(np.divide(batch, np.add(dimension, 1.0))) / np.asarray(batch, dtype=float)
