"""All eigenvalues of a Hessian, one problem a lane: of one that is given, or of one made from gradients."""

from __future__ import annotations

from simlab.lanes.differences import difference_width
from simlab.lanes.eigen import diagonalise
from simlab.lanes.flags import inline
from simlab.lanes.memory import vector_like
from simlab.lanes.ops import maximum, minimum
from simlab.lanes.vectors import norm


@inline
def hessian_of_gradients(evaluate, problem, theta, matrix):
    """Write the Hessian of ``evaluate`` at ``theta`` [d rows] to ``matrix`` [d * d rows].

    Column j is (g(theta + h e_j) - g(theta - h e_j)) / 2h with h = eps^(1/3) max(1, |theta|), of an error of
    about eps^(2/3); the mean with the transpose is kept.
    """
    d = len(theta)
    point, ahead, behind = vector_like(theta), vector_like(theta), vector_like(theta)
    width = difference_width(maximum(norm(theta), theta[0] - theta[0] + 1.0))
    for i in range(d):
        point[i] = theta[i]
    for j in range(d):
        point[j] = theta[j] + width
        evaluate(point, ahead, problem)
        point[j] = theta[j] - width
        evaluate(point, behind, problem)
        point[j] = theta[j]
        for i in range(d):
            matrix[j * d + i] = (ahead[i] - behind[i]) / (2.0 * width)
    for i in range(d):
        for j in range(i):
            mean = 0.5 * (matrix[i * d + j] + matrix[j * d + i])
            matrix[i * d + j] = mean
            matrix[j * d + i] = mean


@inline
def eigenvalues(matrix, out):
    """Write the eigenvalues of ``matrix`` [d * d rows], which is used up, to ``out`` [d rows], ascending."""
    d = len(out)
    axis = vector_like(out)
    for i in range(d):
        axis[i] = 0.0 * matrix[i]
    diagonalise(matrix, axis, d)
    for i in range(d):
        out[i] = matrix[i * d + i]
    for turn in range(d):  # neighbours in the wrong order change places: after d turns all is in order
        for i in range(turn % 2, d - 1, 2):
            low, high = minimum(out[i], out[i + 1]), maximum(out[i], out[i + 1])
            out[i] = low
            out[i + 1] = high
