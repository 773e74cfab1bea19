"""All weights zero: the units of a layer are equal and stay so.

Formula
    w_ij = 0
Symbols
    w_ij the weight from input i to unit j. Variance 0.
Reference
    Lecture 4, section 4.3 (breaking symmetry).
"""

from __future__ import annotations

import numpy as np

from simlab.parameters import Parameter

PARAMETERS: dict[str, Parameter] = {}


def weights(normals: np.ndarray, inputs: int, outputs: int) -> np.ndarray:
    """Zeros, as many as there are ``normals`` [lanes, inputs, outputs]."""
    return np.zeros(normals.shape)
