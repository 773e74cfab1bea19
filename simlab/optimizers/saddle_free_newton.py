"""Saddle-free Newton: Newton's step with every curvature taken as positive, so that saddles repel.

Update
    H = V diag(lambda) V^T;  s = V diag(1 / (|lambda| + delta)) V^T g;  theta <- theta - alpha s
At step 0
    Nothing is remembered.
Symbols
    g the gradient and H the Hessian at theta, lambda its eigenvalues and V their axes; alpha =
    ``learning_rate``, already multiplied by the schedule: 1 is the full step; delta = ``damping``, added to
    every |lambda|. Along an axis of positive curvature the step is Newton's; along one of negative
    curvature it is the same length the other way, down and off the saddle: with alpha = 1 and delta = 0
    the distance from it doubles in a step. Where H is singular the step is infinite or NaN, and that is the
    result. On a saddle itself g = 0 and nothing moves.
    The eigenvalues cost of the order of d^3 operations for each of some six sweeps: meant for d up to 10.
Reference
    Y. N. Dauphin, R. Pascanu, C. Gulcehre, K. Cho, S. Ganguli & Y. Bengio (2014), Identifying and attacking
    the saddle point problem in high-dimensional non-convex optimization, NeurIPS 27, algorithm 1 with all
    of the space as the subspace.
Where libraries differ
    torch, optax and scipy have no such optimizer. The authors take the leading Krylov directions only and
    choose damping and step by a search in every step; here both are given.
"""

from __future__ import annotations

from simlab.lanes import absolute, fma
from simlab.lanes.eigen import diagonalise
from simlab.lanes.memory import matrix_like
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter("share of the step", default=1.0, minimum=0.0, aliases=("lr", "alpha")),
    "damping": Parameter("added to the magnitude of every curvature", default=0.0, minimum=0.0),
}
OPTIONS: dict[str, Option] = {}
STATE: dict[str, State] = {}


def step(theta, gradient, hessian, learning_rate, damping):
    """One update of ``theta`` [d rows]; ``hessian`` [d * d rows] is used up."""
    d, axes = len(theta), matrix_like(theta)
    for entry in range(d * d):
        axes[entry] = 0.0 * learning_rate
    for i in range(d):
        axes[i * d + i] = 0.0 * learning_rate + 1.0
    diagonalise(hessian, axes, d)
    for k in range(d):
        along = axes[k] * gradient[0]
        for i in range(1, d):
            along = fma(axes[i * d + k], gradient[i], along)
        share = learning_rate * (along / (absolute(hessian[k * d + k]) + damping))
        for i in range(d):
            theta[i] = fma(-share, axes[i * d + k], theta[i])
