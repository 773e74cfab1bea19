"""Gradient check: the largest relative difference of the gradient from central differences of the loss.

Formula
    max_i |g_i - d_i| / max_i max(|g_i|, |d_i|),  d_i = (f(theta + h e_i) - f(theta - h e_i)) / 2h,
    h = eps^(1/3) max(1, |theta_i|); 0 if both are 0. g is the gradient after those modifications that need
    neither chance nor memory; of a network, that of all training examples. About 1e-9 in float64 and 1e-3 in
    float32 where the gradient is right. It costs 2 d evaluations a record.
Reference
    J. Nocedal & S. J. Wright (2006), Numerical optimization, section 8.1.
"""

from __future__ import annotations

from simlab.lanes.differences import gradient_difference

LONG_NAME = "relative difference of the gradient from central differences"
UNITS = "1"


def observe(theta, checked, evaluate_all, problem_of_all):
    """The difference of ``checked`` [d rows] in every lane."""
    return gradient_difference(evaluate_all, problem_of_all, theta, checked)
