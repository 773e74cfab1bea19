"""Independent Gaussian noise on every coordinate of the gradient: the model of a mini-batch.

Formula
    g_i <- g_i + (sigma_i / sqrt(B)) n_i,  n ~ N(0, I), drawn afresh in every step
Symbols
    g the gradient; ``sigma`` the standard deviation of one example's gradient, one number a coordinate,
    or one for all coordinates; B = ``batch``, the examples averaged, which divide the variance.
Reference
    Lecture 4, section 3, equation 7 and mini-batches; S. Mandt, M. D. Hoffman & D. M. Blei (2017),
    Stochastic gradient descent as approximate Bayesian inference, JMLR 18, equation 3.
"""

from __future__ import annotations

from simlab.lanes import fma, sqrt
from simlab.parameters import Parameter

PARAMETERS = {
    "sigma": Parameter("standard deviation of one example's gradient", minimum=0.0, vector=True),
    "batch": Parameter("examples averaged in a step", default=1.0, minimum=1.0, integer=True),
}


def perturb(gradient, normals, sigma, batch):
    """Add the noise to ``gradient`` [d rows], in place; ``sigma`` and ``normals`` have d rows."""
    root = sqrt(batch)
    for i in range(len(gradient)):
        gradient[i] = fma(sigma[i] / root, normals[i], gradient[i])
