"""Yogi: Adam whose mean square moves by an amount that depends on the new gradient only.

Update
    m <- beta1 m + (1 - beta1) g
    v <- v - (1 - beta2) sign(v - g^2) g^2
    theta <- theta - alpha m / (sqrt(v) + eps)
At step 0
    ``m`` = 0, ``v`` = 1e-6. Nothing corrects the bias of these values.
Symbols
    g the gradient at theta, squared coordinate by coordinate; alpha = ``learning_rate``, already
    multiplied by the schedule; ``beta1`` the decay of the mean, ``beta2`` how slowly v moves; ``eps`` the
    floor of the divisor. Where g^2 > v this is nearly Adam's v; where g^2 is far below v, v falls by
    (1 - beta2) g^2 and not by (1 - beta2) v, so that it forgets a large gradient slowly.
Reference
    M. Zaheer, S. Reddi, D. Sachan, S. Kale & S. Kumar (2018), Adaptive methods for nonconvex optimization,
    NeurIPS, algorithm 2; beta1, beta2 and eps as in its experiments.
Where libraries differ
    torch and keras have none. optax.yogi begins with m = v = 1e-6 and corrects both for bias as Adam does,
    which inflates the initial v as well; no default of alpha there nor here.
"""

from __future__ import annotations

from simlab.lanes import fma, sqrt, where
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter("step length", minimum=0.0, aliases=("lr", "alpha")),
    "beta1": Parameter("decay of the mean gradient", default=0.9, minimum=0.0, below=1.0),
    "beta2": Parameter("slowness of the mean squared gradient", default=0.999, minimum=0.0, below=1.0),
    "eps": Parameter("floor of the divisor", default=1e-3, minimum=0.0, aliases=("epsilon",)),
}
OPTIONS: dict[str, Option] = {}
STATE = {"m": State("vector"), "v": State("vector", 1e-6)}


def step(theta, gradient, m, v, learning_rate, beta1, beta2, eps):
    """One update of ``theta``, ``m`` and ``v`` [d rows each], in place."""
    mean_weight = 1.0 - beta1
    square_weight = 1.0 - beta2
    for i in range(len(theta)):
        m[i] = fma(beta1, m[i], mean_weight * gradient[i])
        square = gradient[i] * gradient[i]
        excess = v[i] - square
        # The last branch is zero or NaN: it passes either on.
        sign = where(excess > 0.0, 1.0, where(excess < 0.0, -1.0, excess))
        v[i] = v[i] - square_weight * sign * square
        theta[i] = theta[i] - learning_rate * m[i] / (sqrt(v[i]) + eps)
