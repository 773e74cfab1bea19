"""Gauss-Newton: Newton's method for sums of squares, without the second derivatives of the residuals.

Update
    (J^T J) s = g = J^T r;  theta <- theta - alpha s
At step 0
    Nothing is remembered.
Symbols
    f = 1/2 |r|^2, the residuals r and their Jacobian J at theta, so the problem must be given by
    residuals: a formula with ``residuals``, a surface that has them, such as rosenbrock, or a small
    network with mse. alpha = ``learning_rate``, already multiplied by the schedule: 1 is the full step.
    Residuals linear in theta are solved in one step. J^T J is the Hessian without sum_k r_k r_k'': near a
    minimum where r = 0 convergence is quadratic, else linear, and where the neglected part is larger than
    the other there is none. Where the columns of J depend on each other the step is infinite or NaN, and
    that is the result. Noise and modifications of the gradient enter through g.
Reference
    J. Nocedal & S. J. Wright (2006), Numerical Optimization, second edition, equations 10.23 and 10.24.
Where libraries differ
    torch and optax have no such optimizer; scipy's least_squares adds a trust region to the same model.
    Here nothing but ``learning_rate`` alters the step; see levenberg_marquardt for one that is checked.
"""

from __future__ import annotations

from simlab.lanes.linear import gram, solve
from simlab.lanes.memory import matrix_like, vector_like
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter(
        "share of the Gauss-Newton step", default=1.0, minimum=0.0, aliases=("lr", "alpha")
    ),
}
OPTIONS: dict[str, Option] = {}
STATE: dict[str, State] = {}


def step(theta, gradient, jacobian, learning_rate):
    """One update of ``theta`` [d rows], from ``jacobian`` [k * d rows]."""
    d, normal, move = len(theta), matrix_like(theta), vector_like(theta)
    gram(jacobian, normal, d)
    for i in range(d):
        move[i] = gradient[i]
    solve(normal, move)
    for i in range(d):
        theta[i] = theta[i] - learning_rate * move[i]
