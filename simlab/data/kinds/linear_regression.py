"""Linear regression on Gaussian inputs of given scales, offsets and correlation.

Formula
    x = offsets + scales z,  z ~ N(0, R),  y = weights . x + bias + noise n
Symbols
    R has ones on its diagonal and ``correlation`` everywhere else; ``scales`` and ``offsets`` the standard
    deviations and means of the ``dimension`` inputs; ``weights`` and ``bias`` what is to be learned;
    n ~ N(0, 1); ``noise`` the standard deviation of the target. The Hessian of the mean of (y - w . x)^2/2 is
    diag(scales) R diag(scales) + offsets offsets^T: two scales 1 and s have the condition number s^2, d equal
    offsets m (of scale 1, without a bias) 1 + d m^2.
Reference
    Lecture 4, section 4.8, figures 6(a), 6(b) and equation 16.
"""

from __future__ import annotations

import numpy as np

from simlab.data.draws import normals
from simlab.data.kinds._gaussian import gaussian_inputs, vector, weighted_sum
from simlab.parameters import Parameter

PARAMETERS = {
    "dimension": Parameter("number of inputs", default=2.0, minimum=1.0, maximum=1000.0, integer=True),
    "scales": Parameter("standard deviations of the inputs", default=1.0, minimum=0.0, vector=True),
    "offsets": Parameter("means of the inputs", default=0.0, vector=True),
    "correlation": Parameter("between every two inputs", default=0.0, minimum=-1.0, maximum=1.0),
    "weights": Parameter("true weights", default=1.0, vector=True),
    "bias": Parameter("true bias", default=0.0),
    "noise": Parameter("standard deviation of the target", default=0.1, minimum=0.0),
}
KIND = "regression"


def examples(
    seed: int,
    count: int,
    dimension: float,
    scales,
    offsets,
    correlation: float,
    weights,
    bias: float,
    noise: float,
) -> tuple[np.ndarray, np.ndarray]:
    """``count`` inputs [count, dimension] and targets [count].

    Raises
    ------
    UsageError
        If a vector has not ``dimension`` entries, or the correlation is impossible.
    """
    draws = normals(seed, count, int(dimension) + 1)
    inputs = gaussian_inputs(draws[:, :-1], scales, offsets, correlation)
    return inputs, weighted_sum(inputs, vector("weights", weights, int(dimension))) + bias + noise * draws[
        :, -1
    ]
