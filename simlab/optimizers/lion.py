"""Lion: a step of the same length in every coordinate, against the sign of momentum and gradient mixed.

Update
    c = beta1 m + (1 - beta1) g
    theta <- theta - alpha (sign(c) + lambda theta),  sign(0) = 0
    m <- beta2 m + (1 - beta2) g
At step 0
    ``m`` = 0: the first step is against sign(g).
Symbols
    g the gradient at theta; alpha = ``learning_rate``, already multiplied by the schedule, the length of the
    step in every coordinate; ``beta1`` the weight of the memory in the direction, ``beta2`` its decay: the
    direction listens to the newest gradient more than the memory does; lambda = ``weight_decay``, decoupled
    as in AdamW. beta1 = lambda = 0 is sign descent. The sign of NaN is NaN.
Reference
    X. Chen et al. (2023), Symbolic discovery of optimization algorithms, NeurIPS, algorithm 2.
Where libraries differ
    optax.lion and keras Lion: this rule; lambda is 0.001 in optax and none in keras by default. torch has
    none.
"""

from __future__ import annotations

from simlab.lanes import fma, where
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter(
        "step length of every coordinate", default=0.0001, minimum=0.0, aliases=("lr", "alpha")
    ),
    "beta1": Parameter("weight of the memory in the direction", default=0.9, minimum=0.0, below=1.0),
    "beta2": Parameter("decay of the memory", default=0.99, minimum=0.0, below=1.0),
    "weight_decay": Parameter(
        "share of theta taken off a step, per unit of learning rate", default=0.0, minimum=0.0
    ),
}
OPTIONS: dict[str, Option] = {}
STATE = {"m": State("vector")}


def step(theta, gradient, m, learning_rate, beta1, beta2, weight_decay):
    """One update of ``theta`` and ``m`` [d rows each], in place."""
    direction_weight = 1.0 - beta1
    mean_weight = 1.0 - beta2
    for i in range(len(theta)):
        mixed = fma(beta1, m[i], direction_weight * gradient[i])
        # The last branch is zero or NaN: it passes either on.
        sign = where(mixed > 0.0, 1.0, where(mixed < 0.0, -1.0, mixed))
        theta[i] = theta[i] - learning_rate * fma(weight_decay, theta[i], sign)
        m[i] = fma(beta2, m[i], mean_weight * gradient[i])
