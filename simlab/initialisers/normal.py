"""Gaussian weights of a given standard deviation, whatever the size of the layer.

Formula
    w_ij = std n_ij,  n_ij ~ N(0, 1)
Symbols
    w_ij the weight from input i to unit j, of variance std^2; ``std`` the standard deviation.
Reference
    Lecture 4, section 4.3 (small random values) and section 4.7.
"""

from __future__ import annotations

import numpy as np

from simlab.initialisers._draws import gaussian, per_lane
from simlab.parameters import Parameter

PARAMETERS = {"std": Parameter("standard deviation", default=0.1, minimum=0.0, aliases=("gain",))}


def weights(normals: np.ndarray, inputs: int, outputs: int, std) -> np.ndarray:
    """Weights of one layer in every lane.

    Parameters
    ----------
    normals : [lanes, inputs, outputs]
        Independent numbers from N(0, 1).
    inputs, outputs : int
        Units of the layer below, and of this one.
    std : number or [lanes]
        Standard deviation.

    Returns
    -------
    [lanes, inputs, outputs] float64
    """
    return gaussian(normals, per_lane(std))
