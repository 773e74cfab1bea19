"""Uniform weights of a given range, whatever the size of the layer.

Formula
    w_ij = range (2 u_ij - 1),  u_ij ~ U(0, 1)
Symbols
    w_ij the weight from input i to unit j, of variance range^2 / 3; ``range`` the greatest magnitude.
Reference
    Lecture 4, section 4.3 (small random values).
"""

from __future__ import annotations

import numpy as np

from simlab.initialisers._draws import per_lane
from simlab.parameters import Parameter

PARAMETERS = {"range": Parameter("greatest magnitude", default=0.1, minimum=0.0, aliases=("gain",))}


def weights(uniforms: np.ndarray, inputs: int, outputs: int, range) -> np.ndarray:
    """Weights of one layer in every lane.

    Parameters
    ----------
    uniforms : [lanes, inputs, outputs]
        Independent numbers from U(0, 1).
    inputs, outputs : int
        Units of the layer below, and of this one.
    range : number or [lanes]
        Greatest magnitude.

    Returns
    -------
    [lanes, inputs, outputs] float64
    """
    return per_lane(range) * (2.0 * uniforms - 1.0)
