"""All eigenvalues of the Hessian at the iterate, the smallest first; up to 300 coordinates.

Formula
    lambda_1 <= ... <= lambda_d of the Hessian at theta, by Jacobi's rotations, along ``eigenvalue``. Their
    mean times d is the trace. It costs of the order of d^3 operations a record. Of a network the Hessian of
    the loss of all training examples is made from 2 d exact gradients by central differences.
"""

from __future__ import annotations

from simlab.lanes.memory import matrix_like
from simlab.lanes.spectrum import eigenvalues, hessian_of_gradients

LONG_NAME = "eigenvalue of the Hessian"
UNITS = "1"
DIMENSIONS = ("eigenvalue",)
MOST_COORDINATES = 300


def work_rows(dimension):
    """Rows of room for the Hessian."""
    return dimension * dimension


def observe(out, theta, hessian):
    """Write the eigenvalues of ``hessian`` [d * d rows] to ``out`` [d rows]."""
    matrix = matrix_like(theta)
    for entry in range(len(matrix)):
        matrix[entry] = hessian[entry]
    eigenvalues(matrix, out)


def observe_network(out, theta, evaluate_all, problem_of_all, work):
    """The same of a network; ``work`` [d * d rows] is room."""
    hessian_of_gradients(evaluate_all, problem_of_all, theta, work)
    eigenvalues(work, out)
