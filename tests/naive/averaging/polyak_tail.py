"""Polyak & Juditsky (1992): the mean, of what Rakhlin et al. (2012) call a suffix, taken all at once."""

import numpy as np


def average(thetas, start_step):
    tail = [theta for n, theta in enumerate(thetas) if n >= start_step]
    return np.mean(tail, axis=0) if tail else thetas[-1]
