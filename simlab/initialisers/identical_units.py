"""Random weights that are the same for all units of a layer: they differ from input to input only.

Formula
    w_ij = gain / sqrt(inputs) n_i,  n_i ~ N(0, 1)
Symbols
    w_ij the weight from input i to unit j, of variance gain^2 / inputs: as ``lecun``, if units did not
    matter. ``gain`` the standard deviation of the sum over the inputs, if these have the mean square 1. All
    units of the layer compute the same at the start. What leaves them has a weight of its own for each, so
    they receive different gradients and part from the second step on; only where those weights are equal
    too, as ``constant`` makes them, do units stay the same for ever.
Reference
    Lecture 4, section 4.3 (breaking symmetry).
"""

from __future__ import annotations

import numpy as np

from simlab.initialisers._draws import gaussian, per_lane
from simlab.parameters import Parameter

PARAMETERS = {"gain": Parameter("scale of the weights", default=1.0, minimum=0.0)}


def weights(normals: np.ndarray, inputs: int, outputs: int, gain) -> np.ndarray:
    """Weights of one layer in every lane.

    Parameters
    ----------
    normals : [lanes, inputs, outputs]
        Independent numbers from N(0, 1). Those of the first unit are used.
    inputs, outputs : int
        Units of the layer below, and of this one.
    gain : number or [lanes]
        Scale of the weights.

    Returns
    -------
    [lanes, inputs, outputs] float64
    """
    first = gaussian(normals[:, :, :1], per_lane(gain) / np.sqrt(inputs))
    return np.repeat(first, outputs, axis=2)
