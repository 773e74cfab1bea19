"""The smallest eigenvalue of the Hessian at the iterate: negative near a saddle or a maximum.

Formula
    lambda_min = min_k lambda_k of the Hessian at theta, by Jacobi's rotations to the rounding error of the
    number type times the norm of the Hessian. It costs of the order of d^3 operations a record.
"""

from __future__ import annotations

from simlab.lanes.eigen import extremes

LONG_NAME = "smallest eigenvalue of the Hessian"
UNITS = "1"


def observe(theta, hessian):
    """The smallest eigenvalue of ``hessian`` [d * d rows], at ``theta`` [d rows], in every lane."""
    return extremes(hessian, theta)[0]
