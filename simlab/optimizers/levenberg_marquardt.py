"""Levenberg-Marquardt: Gauss-Newton, held back by a damping that every step adapts.

Update
    (J^T J + lambda diag(J^T J)) s = g = J^T r;  theta' = theta - alpha s
    f(theta') <= f(theta):  theta <- theta',  lambda <- lambda / nu;   else theta stays,  lambda <- mu lambda
At step 0
    ``current_damping`` lambda = ``damping``.
Symbols
    f = 1/2 |r|^2, the residuals r and their Jacobian J at theta, so the problem must be given by
    residuals: a formula with ``residuals``, a surface that has them, such as rosenbrock, or a small
    network with mse. alpha = ``learning_rate``, already multiplied by the schedule, usually 1; nu =
    ``fall``, mu = ``rise``. A small lambda is Gauss-Newton, a large one a short step down the gradient,
    scaled by the diagonal, so the units of the coordinates do not matter. lambda stays between 1e-20 and
    1e20. A step costs one evaluation of the loss beside the one at theta that every step has, and sees
    there the surface itself, without noise. A step refused counts as a step; the loss never rises. A step
    that is not finite, where the system is too singular to solve, is refused too, and the damping grows;
    where the gradient is not finite itself, neither is what comes of it.
Reference
    D. W. Marquardt (1963), An algorithm for least-squares estimation of nonlinear parameters, Journal of the
    Society for Industrial and Applied Mathematics 11(2), 431-441; K. Levenberg (1944), Quarterly of
    Applied Mathematics 2(2), 164-168. Slower up than down: M. K. Transtrum & J. P. Sethna (2012),
    arXiv:1201.5885.
Where libraries differ
    MINPACK, and with it scipy's least_squares(method="lm"), chooses lambda for a trust region and repeats a
    refused step inside the iteration. Marquardt has nu = mu = 10, tries lambda / nu first and then lambda in
    the same step. GSL has 3 and 2 too, for the radius of its trust region.
"""

from __future__ import annotations

from simlab.lanes import fma, maximum, minimum, where
from simlab.lanes.linear import gram, solve
from simlab.lanes.memory import matrix_like, vector_like
from simlab.lanes.vectors import all_finite
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter("share of the step", default=1.0, minimum=0.0, aliases=("lr", "alpha")),
    "damping": Parameter("damping at the start", default=1e-3, above=0.0),
    "rise": Parameter("factor of the damping after a step refused", default=2.0, above=1.0),
    "fall": Parameter("divisor of the damping after a step taken", default=3.0, above=1.0),
}
OPTIONS: dict[str, Option] = {}
STATE = {"current_damping": State("scalar")}

_LEAST, _MOST = 1e-20, 1e20


def step(
    theta, gradient, loss, jacobian, evaluate, problem, current_damping, t, learning_rate, damping, rise, fall
):
    """One update of ``theta`` [d rows] and ``current_damping`` [1 row], from ``jacobian`` [k * d rows]."""
    d, normal, trial, unused = len(theta), matrix_like(theta), vector_like(theta), vector_like(theta)
    current = where(t == 0.0, damping, current_damping[0])
    gram(jacobian, normal, d)
    for i in range(d):
        trial[i] = gradient[i]
        normal[i * d + i] = fma(current, normal[i * d + i], normal[i * d + i])
    solve(normal, trial)
    for i in range(d):
        trial[i] = theta[i] - learning_rate * trial[i]
    # A system too singular to solve asks for more damping; a gradient that is not finite ends the lane.
    better = (evaluate(trial, unused, problem) <= loss) | ~all_finite(gradient)
    for i in range(d):
        theta[i] = where(better, trial[i], theta[i])
    current_damping[0] = where(better, maximum(current / fall, _LEAST), minimum(current * rise, _MOST))
