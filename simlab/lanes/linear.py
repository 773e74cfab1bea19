"""Linear systems, one a lane: Gaussian elimination with partial pivoting, without a branch."""

from __future__ import annotations

from simlab.lanes.flags import inline
from simlab.lanes.ops import absolute, fma, where


@inline
def solve(matrix, vector):
    """Solve ``matrix`` s = ``vector`` in every lane; s replaces ``vector``.

    The pivot is the entry of largest magnitude in the column, found lane by lane: rows are exchanged by
    selection, so lanes with different pivots never part. A singular matrix gives infinities or NaN.

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
