"""Labels drawn with the probability of a logistic model on Gaussian inputs.

Formula
    x = offsets + scales z,  z ~ N(0, R),  P(y = 1) = 1/(1 + exp(-(weights . x + bias)))
Symbols
    R has ones on its diagonal and ``correlation`` everywhere else; ``scales`` and ``offsets`` the standard
    deviations and means of the ``dimension`` inputs; ``weights`` and ``bias`` the true model: the longer the
    weights, the fewer labels are on the wrong side.
Reference
    Hastie, Tibshirani and Friedman, "The elements of statistical learning", 2nd ed. 2009, section 4.4.
"""

from __future__ import annotations

import numpy as np

from simlab.data.draws import normals, uniforms
from simlab.data.kinds._gaussian import gaussian_inputs, vector, weighted_sum
from simlab.lanes import sigmoid
from simlab.parameters import Parameter

PARAMETERS = {
    "dimension": Parameter("number of inputs", default=2.0, minimum=1.0, maximum=1000.0, integer=True),
    "scales": Parameter("standard deviations of the inputs", default=1.0, minimum=0.0, vector=True),
    "offsets": Parameter("means of the inputs", default=0.0, vector=True),
    "correlation": Parameter("between every two inputs", default=0.0, minimum=-1.0, maximum=1.0),
    "weights": Parameter("true weights", default=1.0, vector=True),
    "bias": Parameter("true bias", default=0.0),
}
KIND = "binary"


def examples(
    seed: int, count: int, dimension: float, scales, offsets, correlation: float, weights, bias: float
) -> tuple[np.ndarray, np.ndarray]:
    """``count`` inputs [count, dimension] and labels [count], 0 or 1.

    Raises
    ------
    UsageError
        If a vector has not ``dimension`` entries, or the correlation is impossible.
    """
    inputs = gaussian_inputs(normals(seed, count, int(dimension)), scales, offsets, correlation)
    chance = sigmoid(weighted_sum(inputs, vector("weights", weights, int(dimension))) + bias)
    return inputs, (uniforms(seed, count, 1, step=1)[:, 0] < chance).astype(float)
