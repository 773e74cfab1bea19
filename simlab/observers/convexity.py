"""How far from convex the loss is at the iterate: 0 where no curvature is negative but a negligible one.

Formula
    |lambda_min / lambda_max|, of the smallest and the largest eigenvalue of the Hessian at theta; in a convex
    bowl the reciprocal of its condition number. Both come from one pass, at the cost of ``lambda_max``.
Reference
    H. Li et al. (2018), Visualizing the loss landscape of neural nets, NeurIPS, section 6.
"""

from __future__ import annotations

from simlab.lanes.eigen import extremes
from simlab.lanes.lanczos import STEPS, extremes_of_products
from simlab.lanes.ops import absolute

LONG_NAME = "smallest over largest eigenvalue of the Hessian, absolute"
UNITS = "1"


def work_rows(dimension):
    """Rows of room for the vectors of the basis."""
    return STEPS * dimension


def observe(theta, hessian):
    """The ratio for ``hessian`` [d * d rows], at ``theta`` [d rows], in every lane."""
    least, largest = extremes(hessian, theta)
    return absolute(least / largest)


def observe_network(theta, evaluate_all, problem_of_all, work):
    """The ratio in every lane; ``work`` [STEPS * d rows] is room."""
    least, largest = extremes_of_products(evaluate_all, problem_of_all, theta, work)
    return absolute(least / largest)
