"""Newton's method: one jump to the stationary point of the local quadratic.

Update
    (H + lambda I) s = g;  theta <- theta - alpha s
At step 0
    ``direction`` s = 0; it holds the last solution only as a workspace, nothing of it enters the next step.
Symbols
    g the gradient and H the Hessian at theta; alpha = ``learning_rate``, already multiplied by the
    schedule: 1 is the full step, less is damped Newton; lambda = ``damping``, added to the diagonal, which
    shortens the step towards gradient descent of rate alpha / lambda. With alpha = 1 and lambda = 0 a
    quadratic is solved in one step, and saddles attract as minima do. Where H is singular the step is
    infinite or NaN, and that is the result.
Reference
    J. Nocedal & S. J. Wright (2006), Numerical Optimization, second edition, equation 2.15 and
    section 3.4 (a multiple of the identity added). Lecture 4, section 4.8.
Where libraries differ
    torch has no such optimizer; scipy's Newton-CG solves the same system inexactly and adds a line search.
    Here there is none: nothing but ``learning_rate`` and ``damping`` alters the step.
"""

from __future__ import annotations

from simlab.lanes.linear import solve
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter("share of the Newton step", default=1.0, minimum=0.0, aliases=("lr", "alpha")),
    "damping": Parameter("added to the diagonal of the Hessian", default=0.0, minimum=0.0),
}
OPTIONS: dict[str, Option] = {}
STATE = {"direction": State("vector")}


def step(theta, gradient, hessian, direction, learning_rate, damping):
    """One update of ``theta`` and ``direction`` [d rows each]; ``hessian`` [d * d rows] is used up."""
    d = len(theta)
    for i in range(d):
        direction[i] = gradient[i]
        hessian[i * d + i] = hessian[i * d + i] + damping
    solve(hessian, direction)
    for i in range(d):
        theta[i] = theta[i] - learning_rate * direction[i]
