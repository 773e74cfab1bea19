"""Extreme eigenvalues of a Hessian that is never formed, one a lane, by Lanczos' method.

Products with the Hessian are central differences of the exact gradient along a vector of length 1,

    H v = (g(theta + h v) - g(theta - h v)) / 2h,  h = eps^(1/3) max(1, |theta|),

of an error of about eps^(2/3): 1e-10 in float64, 1e-5 in float32. Where the gradient jumps, as for ReLU,
kinks between the two points count as curvature.
"""

from __future__ import annotations

from simlab.lanes.differences import difference_width
from simlab.lanes.dispatch import by_precision
from simlab.lanes.eigen import diagonalise
from simlab.lanes.flags import inline
from simlab.lanes.heap import rows_like
from simlab.lanes.memory import vector_like
from simlab.lanes.ops import absolute, fma, maximum, minimum, where
from simlab.lanes.vectors import norm

STEPS = 24  # vectors of the basis: what is left of the error is measured in the tests
ENTRIES = STEPS * STEPS


def _smallest_float32(size):
    return 1e-6 * size


def _smallest_float64(size):
    return 1e-13 * size


smallest = by_precision(
    "smallest", _smallest_float32, _smallest_float64, doc="What counts as no further vector."
)


@inline
def product(evaluate, problem, theta, basis, first, width, out):
    """Write the Hessian at ``theta`` times d rows of ``basis`` from ``first`` on to ``out`` [d rows]."""
    point, behind = vector_like(theta), vector_like(theta)
    for i in range(len(theta)):
        point[i] = fma(width, basis[first + i], theta[i])
    evaluate(point, out, problem)
    for i in range(len(theta)):
        point[i] = fma(-width, basis[first + i], theta[i])
    evaluate(point, behind, problem)
    for i in range(len(theta)):
        out[i] = (out[i] - behind[i]) / (2.0 * width)


@inline
def extremes_of_products(evaluate, problem, theta, basis):
    """Smallest and largest eigenvalue of the Hessian of ``evaluate`` at ``theta`` [d rows].

    Lanczos' method with complete orthogonalisation from a fixed vector; ``basis`` [STEPS * d rows] is room.
    It is exact but for the error of the products for d <= STEPS, and else a bound from inside the spectrum.

    Reference: G. H. Golub & C. F. Van Loan (2013), Matrix Computations, algorithm 10.1.1.
    """
    d = len(theta)
    steps = min(STEPS, d)
    vector, matrix, axis = vector_like(theta), rows_like(theta, ENTRIES), rows_like(theta, STEPS)
    zero = theta[0] - theta[0]
    for entry in range(ENTRIES):
        matrix[entry] = zero
    for entry in range(STEPS):
        axis[entry] = zero
    width = difference_width(maximum(norm(theta), zero + 1.0))
    for i in range(d):
        vector[i] = (zero + (40503 * (i + 1)) % 65536) / 65536.0 - 0.5  # exact, in the lanes' precision
    length = norm(vector)
    for i in range(d):
        basis[i] = vector[i] / length
    ended = zero != zero
    size = zero
    for j in range(steps):
        product(evaluate, problem, theta, basis, j * d, width, vector)
        diagonal = zero
        for i in range(d):
            diagonal = fma(vector[i], basis[j * d + i], diagonal)
        matrix[j * steps + j] = where(ended, matrix[0], diagonal)
        for k in range(2 * (j + 1)):  # twice: the second pass removes what rounding left of the first
            first = k % (j + 1) * d
            along = zero
            for i in range(d):
                along = fma(vector[i], basis[first + i], along)
            for i in range(d):
                vector[i] = fma(-along, basis[first + i], vector[i])
        length = norm(vector)
        size = maximum(size, absolute(diagonal) + length)
        ended = ended | (length <= smallest(size))
        for turn in range(min(1, steps - 1 - j)):
            matrix[j * steps + j + 1] = where(ended, zero, length)
            matrix[(j + 1) * steps + j] = where(ended, zero, length)
            for i in range(d):
                basis[(j + 1) * d + turn + i] = where(ended, zero, vector[i] / length)
    diagonalise(matrix, axis, steps)
    least, largest = matrix[0], matrix[0]
    for k in range(1, steps):
        least, largest = minimum(least, matrix[k * steps + k]), maximum(largest, matrix[k * steps + k])
    return least, largest
