"""A gradient that is not finite or longer than the threshold is zero."""

import numpy as np


def modified(gradients, threshold):
    kept = np.array(gradients)
    for k, gradient in enumerate(gradients):
        if not np.sqrt((gradient**2).sum()) <= threshold:
            kept[k] = 0.0
    return kept
