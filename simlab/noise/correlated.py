"""Gaussian noise of a given covariance: the coordinates of the gradient err together.

Formula
    g <- g + (s / sqrt(B)) L n,  n ~ N(0, I), drawn afresh in every step,  L L^T = C
Symbols
    g the gradient; C = ``covariance`` of one example's gradient, one row a coordinate: symmetric, without
    negative eigenvalues, in units of the gradient squared; L its lower triangular factor, worked out once;
    s = ``scale``, a factor on all standard deviations; B = ``batch``, the examples averaged, which divide the
    variance. A diagonal C is ``gaussian``.
Reference
    S. Mandt, M. D. Hoffman & D. M. Blei (2017), Stochastic gradient descent as approximate Bayesian
    inference, JMLR 18, equation 3; the factor: N. J. Higham (1990), Analysis of the Cholesky decomposition
    of a semi-definite matrix, in Reliable Numerical Computation, Oxford.
"""

from __future__ import annotations

from math import sqrt as root

from simlab.lanes import fma, sqrt
from simlab.parameters import Parameter

PARAMETERS = {
    "covariance": Parameter("covariance of one example's gradient, by rows", vector=True, entries="points"),
    "scale": Parameter("factor on all standard deviations", default=1.0, minimum=0.0),
    "batch": Parameter("examples averaged in a step", default=1.0, minimum=1.0, integer=True),
}
DERIVED_MATRICES = ("factor",)

_ROUNDING = 1e-12  # of the largest variance: what rounding may leave of zero


def perturb(gradient, normals, factor, scale, batch):
    """Add the noise to ``gradient`` [d rows], in place; ``factor`` is L [d * d rows, row-major]."""
    d = len(gradient)
    share = scale / sqrt(batch)
    for i in range(d):
        total = factor[i * d] * normals[0]
        for j in range(1, i + 1):
            total = fma(factor[i * d + j], normals[j], total)
        gradient[i] = fma(share, total, gradient[i])


def derive(dimension: int, covariance: list[list[float]], **others: float) -> dict[str, list[float]]:
    """The lower triangular factor of ``covariance``, row by row.

    Raises
    ------
    ValueError
        If it is no covariance: not square, not symmetric, or with a negative eigenvalue.
    """
    if len(covariance) != dimension:
        raise ValueError(f"covariance: needs {dimension} rows, one a coordinate, not {len(covariance)}")
    small = _ROUNDING * max(abs(number) for row in covariance for number in row)
    factor = [[0.0] * dimension for _ in range(dimension)]
    for j in range(dimension):
        variance = covariance[j][j] - sum(number * number for number in factor[j][:j])
        if variance < -small:
            raise ValueError("covariance: must have no negative eigenvalue")
        factor[j][j] = root(variance) if variance > small else 0.0
        for i in range(j + 1, dimension):
            if abs(covariance[i][j] - covariance[j][i]) > small:
                raise ValueError(f"covariance: must be symmetric, but entries {i}, {j} and {j}, {i} differ")
            left = covariance[i][j] - sum(a * b for a, b in zip(factor[i][:j], factor[j][:j], strict=True))
            if not factor[j][j] and abs(left) > small:
                raise ValueError("covariance: must have no negative eigenvalue")
            factor[i][j] = left / factor[j][j] if factor[j][j] else 0.0
    return {"factor": [number for row in factor for number in row]}
