"""Noise in proportion to the gradient: it dies out at the minimum, and with it the noise floor.

Formula
    g_i <- g_i (1 + sigma_i n_i),  n ~ N(0, I), drawn afresh in every step
Symbols
    g the gradient; ``sigma`` the relative standard deviation, one number a coordinate, or one for all. On a
    quadratic the mean of theta_i^2 is multiplied by (1 - alpha lambda_i)^2 + (alpha lambda_i sigma_i)^2 in
    every step of gradient descent: convergence to the minimum itself for alpha lambda_i < 2 / (1 +
    sigma_i^2), divergence beyond, and no plateau in between.
Reference
    L. Bottou, F. E. Curtis & J. Nocedal (2018), Optimization methods for large-scale machine learning, SIAM
    Review 60, assumption 4.3 with M = 0; the factor is own derivation.
"""

from __future__ import annotations

from simlab.lanes import fma
from simlab.parameters import Parameter

PARAMETERS = {"sigma": Parameter("relative standard deviation", minimum=0.0, vector=True)}


def perturb(gradient, normals, sigma):
    """Multiply ``gradient`` [d rows], in place; ``sigma`` and ``normals`` have d rows."""
    for i in range(len(gradient)):
        gradient[i] = fma(sigma[i] * gradient[i], normals[i], gradient[i])
