"""Linear algebra, one problem a lane: inner products, a matrix and its transpose, linear systems."""

from __future__ import annotations

from simlab.lanes.flags import inline
from simlab.lanes.ops import absolute, fma, where


@inline
def dot(a, b):
    """Inner product of two vectors, summed in the order of the coordinates."""
    total = a[0] * b[0]
    for i in range(1, len(a)):
        total = fma(a[i], b[i], total)
    return total


@inline
def multiply(matrix, vector, out):
    """Write ``matrix`` [d * d rows, row-major] times ``vector`` [d rows] to ``out`` [d rows]."""
    d = len(vector)
    for i in range(d):
        total = matrix[i * d] * vector[0]
        for j in range(1, d):
            total = fma(matrix[i * d + j], vector[j], total)
        out[i] = total


@inline
def gram(matrix, out, d):
    """Write A^T A of ``matrix`` A [k * d rows, row-major, d columns] to ``out`` [d * d rows]."""
    for i in range(d):
        for j in range(i + 1):
            total = matrix[i] * matrix[j]
            for first in range(d, len(matrix), d):
                total = fma(matrix[first + i], matrix[first + j], total)
            out[i * d + j] = total
            out[j * d + i] = total


@inline
def solve(matrix, vector):
    """Solve ``matrix`` s = ``vector`` in every lane; s replaces ``vector``.

    Gaussian elimination with partial pivoting, without a branch. The pivot is the entry of largest magnitude
    in the column, found lane by lane: rows are exchanged by selection, so lanes with different pivots never
    part. A singular matrix gives infinities or NaN.

    Parameters
    ----------
    matrix : [d * d rows]
        Row-major; overwritten by its upper triangle.
    vector : [d rows]
        Right-hand side; overwritten by the solution.

    References
    ----------
    G. H. Golub & C. F. Van Loan (2013), Matrix Computations, algorithm 3.4.1.
    """
    d = len(vector)
    for k in range(d):
        for i in range(k + 1, d):
            larger = absolute(matrix[i * d + k]) > absolute(matrix[k * d + k])
            for j in range(k, d):
                upper = where(larger, matrix[i * d + j], matrix[k * d + j])
                matrix[i * d + j] = where(larger, matrix[k * d + j], matrix[i * d + j])
                matrix[k * d + j] = upper
            upper = where(larger, vector[i], vector[k])
            vector[i] = where(larger, vector[k], vector[i])
            vector[k] = upper
        for i in range(k + 1, d):
            factor = matrix[i * d + k] / matrix[k * d + k]
            for j in range(k + 1, d):
                matrix[i * d + j] = fma(-factor, matrix[k * d + j], matrix[i * d + j])
            vector[i] = fma(-factor, vector[k], vector[i])
    for row in range(d):
        k = d - 1 - row
        rest = vector[k]
        for j in range(k + 1, d):
            rest = fma(-matrix[k * d + j], vector[j], rest)
        vector[k] = rest / matrix[k * d + k]
