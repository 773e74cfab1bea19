"""Pascanu et al. 2013, algorithm 1: shorten to the threshold, as a plain loop over the steps."""

import numpy as np


def modified(gradients, threshold):
    lengths = np.linalg.norm(gradients, axis=1)
    return np.array(
        [g * threshold / n if n > threshold else g for g, n in zip(gradients, lengths, strict=True)]
    )
