"""Weights of a variance between what the way forward and the way back ask for: Glorot's, or Xavier's.

Formula
    Var w_ij = 2 gain^2 / (inputs + outputs)
Symbols
    w_ij the weight from input i to unit j, with mean 0; ``gain`` a factor on all of them. Option
    ``distribution``: Gaussian, or uniform on +-gain sqrt(6 / (inputs + outputs)). Signal and gradient both
    keep their scale in linear units only if all layers are equally wide.
Reference
    X. Glorot & Y. Bengio (2010), Understanding the difficulty of training deep feedforward neural networks,
    AISTATS, equations 12 and 16. Lecture 4, section 4.7.
Where libraries differ
    torch, keras and jax use the uniform distribution by default.
"""

from __future__ import annotations

import numpy as np

from simlab.initialisers._draws import even, gaussian, per_lane
from simlab.parameters import Option, Parameter

PARAMETERS = {"gain": Parameter("scale of the weights", default=1.0, minimum=0.0)}
OPTIONS = {"distribution": Option("of a weight", ("normal", "uniform"), "normal")}


def select(distribution: str):
    """The function that makes the weights of one distribution."""
    return {"normal": weights, "uniform": uniform_weights}[distribution]


def weights(normals: np.ndarray, inputs: int, outputs: int, gain) -> np.ndarray:
    """Weights of one layer in every lane.

    Parameters
    ----------
    normals : [lanes, inputs, outputs]
        Independent numbers from N(0, 1).
    inputs, outputs : int
        Units of the layer below, and of this one.
    gain : number or [lanes]
        Scale of the weights.

    Returns
    -------
    [lanes, inputs, outputs] float64
    """
    return gaussian(normals, per_lane(gain) * np.sqrt(2.0 / (inputs + outputs)))


def uniform_weights(uniforms: np.ndarray, inputs: int, outputs: int, gain) -> np.ndarray:
    """The same variance from independent U(0, 1) numbers ``uniforms`` [lanes, inputs, outputs]."""
    return even(uniforms, per_lane(gain) * np.sqrt(2.0 / (inputs + outputs)))
