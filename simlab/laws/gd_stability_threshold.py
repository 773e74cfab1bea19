"""Learning rate above which gradient descent on a quadratic diverges."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def gd_stability_threshold(lambda_max):
    """alpha_c = 2 / lambda_max.

    Along the eigenvector of curvature lambda, ``theta <- (1 - alpha lambda) theta``: stable if and only if
    |1 - alpha lambda| < 1. The largest eigenvalue of the Hessian, ``lambda_max`` > 0, breaks first.
    Near a minimum of any smooth loss the law holds locally.

    Raises ``ValueError`` if ``lambda_max`` is not positive.
    Source: lecture section 4.5; Nesterov, Introductory Lectures on Convex Optimization (2004), section 1.2.3.
    """
    positive(lambda_max=lambda_max)
    return np.divide(2.0, lambda_max)
