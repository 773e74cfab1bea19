"""Distance of the units' weights from their mean, relative to their size."""

import numpy as np


def observe(theta, layer_places):
    matrices = [theta[first : first + i * o].reshape(o, i) for first, i, o in layer_places]
    return [np.linalg.norm(w - w.mean(axis=0)) / np.linalg.norm(w) for w in matrices]
