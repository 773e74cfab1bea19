"""Root of the mean squares of the slopes, which come first."""

import numpy as np


def observe(slope_moments, layer_places):
    return np.sqrt(slope_moments[: len(layer_places)])
