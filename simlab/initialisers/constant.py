"""All weights the same number.

Formula
    w_ij = value
Symbols
    w_ij the weight from input i to unit j; ``value`` the number. Variance 0.
Reference
    Lecture 4, section 4.3 (breaking symmetry).
"""

from __future__ import annotations

import numpy as np

from simlab.initialisers._draws import per_lane
from simlab.parameters import Parameter

PARAMETERS = {"value": Parameter("every weight", default=0.0)}


def weights(normals: np.ndarray, inputs: int, outputs: int, value) -> np.ndarray:
    """Weights of one layer in every lane.

    Parameters
    ----------
    normals : [lanes, inputs, outputs]
        Only their shape is used.
    inputs, outputs : int
        Units of the layer below, and of this one.
    value : number or [lanes]
        Every weight.

    Returns
    -------
    [lanes, inputs, outputs] float64
    """
    return np.broadcast_to(per_lane(value), normals.shape).copy()
