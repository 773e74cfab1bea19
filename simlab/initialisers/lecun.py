"""Weights that keep the scale of the signal on its way forward through linear units: LeCun's.

Formula
    Var w_ij = gain^2 / inputs
Symbols
    w_ij the weight from input i to unit j, with mean 0; ``gain`` a factor on all of them. The sum over
    inputs of mean square 1 has variance gain^2. Option ``distribution``: Gaussian, or uniform on +-gain
    sqrt(3 / inputs).
Reference
    Y. LeCun, L. Bottou, G. B. Orr & K.-R. Mueller (1998), Efficient backprop, section 4.6, equation 16.
Where libraries differ
    keras and jax cut the Gaussian at two standard deviations and rescale it; torch.nn.Linear draws uniformly
    on +-1 / sqrt(inputs), which is this with gain = 1 / sqrt(3).
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
    return gaussian(normals, per_lane(gain) * np.sqrt(1.0 / inputs))


def uniform_weights(uniforms: np.ndarray, inputs: int, outputs: int, gain) -> np.ndarray:
    """The same variance from independent U(0, 1) numbers ``uniforms`` [lanes, inputs, outputs]."""
    return even(uniforms, per_lane(gain) * np.sqrt(1.0 / inputs))
