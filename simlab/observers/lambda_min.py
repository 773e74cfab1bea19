"""The smallest eigenvalue of the Hessian at the iterate: negative near a saddle or a maximum.

Formula
    lambda_min = min_k lambda_k of the Hessian at theta, by Jacobi's rotations to the rounding error of the
    number type times the norm of the Hessian. It costs of the order of d^3 operations a record.
    Of a network, whose Hessian is never formed, by 24 steps of Lanczos' method on the loss of all training
    examples, each with two gradients; products with the Hessian are central differences of the gradient.
"""

from __future__ import annotations

from simlab.lanes.eigen import extremes
from simlab.lanes.lanczos import STEPS, extremes_of_products

LONG_NAME = "smallest eigenvalue of the Hessian"
UNITS = "1"


def work_rows(dimension):
    """Rows of room for the vectors of the basis."""
    return STEPS * dimension


def observe(theta, hessian):
    """The smallest eigenvalue of ``hessian`` [d * d rows], at ``theta`` [d rows], in every lane."""
    return extremes(hessian, theta)[0]


def observe_network(theta, evaluate_all, problem_of_all, work):
    """The smallest eigenvalue in every lane; ``work`` [STEPS * d rows] is room."""
    return extremes_of_products(evaluate_all, problem_of_all, theta, work)[0]
