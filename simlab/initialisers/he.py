"""Weights that keep the scale of the signal through rectified linear units: He's, or Kaiming's.

Formula
    Var w_ij = 2 gain^2 / fan
Symbols
    w_ij the weight from input i to unit j, with mean 0; ``gain`` a factor on all of them. The 2 makes up
    for the half of the signal that a rectifier cuts off. Option ``fan``: the number of inputs, ``fan_in``,
    which keeps the scale of the signal on its way forward; or of outputs, ``fan_out``, that of the gradient
    on its way back. Option ``distribution``: Gaussian, or uniform on +-gain sqrt(6 / fan).
Reference
    K. He, X. Zhang, S. Ren & J. Sun (2015), Delving deep into rectifiers, ICCV, equations 10 and 14.
Where libraries differ
    keras and jax cut the Gaussian at two standard deviations and rescale it. The gain of torch holds the
    sqrt(2) itself: ``gain`` = 1 is its "relu".
"""

from __future__ import annotations

import numpy as np

from simlab.initialisers._draws import even, gaussian, per_lane
from simlab.parameters import Option, Parameter

PARAMETERS = {"gain": Parameter("scale of the weights", default=1.0, minimum=0.0)}
OPTIONS = {
    "distribution": Option("of a weight", ("normal", "uniform"), "normal"),
    "fan": Option("what divides the variance", ("fan_in", "fan_out"), "fan_in"),
}


def select(distribution: str, fan: str):
    """The function that makes the weights of one distribution for one way through the network."""
    return {
        ("normal", "fan_in"): weights,
        ("normal", "fan_out"): backward_weights,
        ("uniform", "fan_in"): uniform_weights,
        ("uniform", "fan_out"): uniform_backward_weights,
    }[distribution, fan]


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
    return gaussian(normals, per_lane(gain) * np.sqrt(2.0 / inputs))


def backward_weights(normals: np.ndarray, inputs: int, outputs: int, gain) -> np.ndarray:
    """The same divided by the outputs."""
    return gaussian(normals, per_lane(gain) * np.sqrt(2.0 / outputs))


def uniform_weights(uniforms: np.ndarray, inputs: int, outputs: int, gain) -> np.ndarray:
    """The same variance as ``weights`` from independent U(0, 1) numbers ``uniforms``."""
    return even(uniforms, per_lane(gain) * np.sqrt(2.0 / inputs))


def uniform_backward_weights(uniforms: np.ndarray, inputs: int, outputs: int, gain) -> np.ndarray:
    """The same divided by the outputs."""
    return even(uniforms, per_lane(gain) * np.sqrt(2.0 / outputs))
