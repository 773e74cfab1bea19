"""Eigenvalues and eigenvectors of symmetric matrices, one a lane, by Jacobi's rotations."""

from __future__ import annotations

from simlab.lanes.flags import inline
from simlab.lanes.memory import matrix_like, vector_like
from simlab.lanes.ops import absolute, any_lane, copy_sign, fma, maximum, minimum, sqrt, where

# Beyond the third or so each sweep squares the error; ten coordinates take six or seven in float64.
MOST_SWEEPS = 12


@inline
def diagonalise(matrix, axes, d):
    """Bring a symmetric ``matrix`` to its diagonal of eigenvalues, in no special order, in every lane.

    Cyclic Jacobi: each rotation makes one entry beside the diagonal zero. A lane in which all of them are
    below the rounding error of the diagonal is left as it is, so its result does not depend on the others.

    Parameters
    ----------
    matrix : [d * d rows]
        Row-major; its diagonal becomes the eigenvalues.
    axes : [r * d rows]
        Row-major, r rows of d numbers, multiplied from the right by the orthogonal matrix of eigenvectors:
        the identity becomes that matrix, whose column k belongs to eigenvalue k.
    d : int
        Number of rows of ``matrix``.

    References
    ----------
    G. H. Golub & C. F. Van Loan (2013), Matrix Computations, algorithms 8.5.1 and 8.5.3.
    """
    sweep, turning = 0, d > 1
    while turning and sweep < MOST_SWEEPS:
        turned = matrix[0] != matrix[0]
        for p in range(d - 1):
            for q in range(p + 1, d):
                turned = turned | _rotate(matrix, axes, d, p, q)
        turning = any_lane(turned)
        sweep += 1


@inline
def _rotate(matrix, axes, d, p, q):
    """Make entry (p, q) zero; the lanes in which that took a rotation."""
    mixed, first, second = matrix[p * d + q], matrix[p * d + p], matrix[q * d + q]
    size = absolute(mixed)
    turn = (absolute(first) + size != absolute(first)) | (absolute(second) + size != absolute(second))
    ratio = (second - first) / where(turn, 2.0 * mixed, 1.0)
    tangent = copy_sign(1.0 / (absolute(ratio) + sqrt(fma(ratio, ratio, 1.0))), ratio)
    tangent = where(turn, tangent, 0.0)
    cosine = 1.0 / sqrt(fma(tangent, tangent, 1.0))
    sine = tangent * cosine
    for k in range(d):
        if k != p and k != q:
            one, two = matrix[k * d + p], matrix[k * d + q]
            one, two = (
                where(turn, fma(cosine, one, -(sine * two)), one),
                where(turn, fma(sine, one, cosine * two), two),
            )
            matrix[k * d + p] = one
            matrix[p * d + k] = one
            matrix[k * d + q] = two
            matrix[q * d + k] = two
    matrix[p * d + p] = where(turn, fma(-tangent, mixed, first), first)
    matrix[q * d + q] = where(turn, fma(tangent, mixed, second), second)
    matrix[p * d + q] = 0.0 * tangent
    matrix[q * d + p] = 0.0 * tangent
    for row in range(len(axes) // d):
        one, two = axes[row * d + p], axes[row * d + q]
        one, two = (
            where(turn, fma(cosine, one, -(sine * two)), one),
            where(turn, fma(sine, one, cosine * two), two),
        )
        axes[row * d + p] = one
        axes[row * d + q] = two
    return turn


@inline
def extremes(hessian, theta):
    """Smallest and largest eigenvalue of ``hessian`` [d * d rows], which is not changed; theta [d rows]."""
    d = len(theta)
    matrix, axis = matrix_like(theta), vector_like(theta)
    for entry in range(d * d):
        matrix[entry] = hessian[entry]
    for i in range(d):
        axis[i] = 0.0 * theta[i]
    diagonalise(matrix, axis, d)
    least, largest = matrix[0], matrix[0]
    for k in range(1, d):
        least, largest = minimum(least, matrix[k * d + k]), maximum(largest, matrix[k * d + k])
    return least, largest
