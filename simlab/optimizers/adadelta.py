"""Adadelta: the gradient times the ratio of two root mean squares, of recent steps and recent gradients.

Update
    v <- rho v + (1 - rho) g^2
    p = g sqrt(u + eps) / sqrt(v + eps)
    u <- rho u + (1 - rho) p^2
    theta <- theta - alpha p
At step 0
    ``mean_square`` v = 0, ``mean_square_step`` u = 0: the first steps are as small as sqrt(eps), and grow.
Symbols
    g the gradient at theta, squared coordinate by coordinate; p has the unit of theta, whatever the unit of
    the loss; alpha = ``learning_rate``, already multiplied by the schedule, 1 in the paper; rho = ``decay``
    of both averages; ``eps`` keeps both roots from zero and is what the first step is made of. The quotient
    of the roots is taken as the root of the quotient. Where u and v are far below eps, p is g and this is
    gradient descent: to settle in a minimum it needs alpha lambda_max < 2.
Reference
    M. D. Zeiler (2012), ADADELTA: an adaptive learning rate method, arXiv:1212.5701, algorithm 1.
Where libraries differ
    torch.optim.Adadelta and optax.adadelta: this rule, rho = 0.9 and eps = 1e-6. keras: rho = 0.95 and
    eps = 1e-7. alpha is 1 in torch, 0.001 in keras and has no default in optax, nor here.
"""

from __future__ import annotations

from simlab.lanes import fma, sqrt
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter("share of the step", minimum=0.0, aliases=("lr", "alpha")),
    "decay": Parameter("decay of the averages", default=0.9, minimum=0.0, below=1.0, aliases=("rho",)),
    "eps": Parameter("added under both roots", default=1e-6, above=0.0, aliases=("epsilon",)),
}
OPTIONS: dict[str, Option] = {}
STATE = {"mean_square": State("vector"), "mean_square_step": State("vector")}


def step(theta, gradient, mean_square, mean_square_step, learning_rate, decay, eps):
    """One update of ``theta``, ``mean_square`` and ``mean_square_step`` [d rows each], in place."""
    weight = 1.0 - decay
    for i in range(len(theta)):
        mean_square[i] = fma(decay, mean_square[i], weight * gradient[i] * gradient[i])
        movement = gradient[i] * sqrt((mean_square_step[i] + eps) / (mean_square[i] + eps))
        mean_square_step[i] = fma(decay, mean_square_step[i], weight * movement * movement)
        theta[i] = theta[i] - learning_rate * movement
