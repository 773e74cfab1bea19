"""Yogi: Adam whose mean square moves by an amount that depends on the new gradient only.

Update
    m <- beta1 m + (1 - beta1) g
    v <- v - (1 - beta2) sign(v - g^2) g^2
    form = "published":  theta <- theta - alpha m / (sqrt(v) + eps)
    form = "optax":      the same of m' in place of m, and
                         theta <- theta - alpha m' / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + eps)
At step 0
    ``m`` = 0, ``v`` = 1e-6. Nothing corrects the bias of these values. In the optax form ``offset_m`` m' =
    1e-6, ``beta1_power`` = beta1^0 = 1, ``beta2_power`` = beta2^0 = 1, and t = 1, 2, ...
Symbols
    g the gradient at theta, squared coordinate by coordinate; alpha = ``learning_rate``, already
    multiplied by the schedule; ``beta1`` the decay of the mean, ``beta2`` how slowly v moves; ``eps`` the
    floor of the divisor. Where g^2 > v this is nearly Adam's v; where g^2 is far below v, v falls by
    (1 - beta2) g^2 and not by (1 - beta2) v, so that it forgets a large gradient slowly.
Reference
    M. Zaheer, S. Reddi, D. Sachan, S. Kale & S. Kumar (2018), Adaptive methods for nonconvex optimization,
    NeurIPS, algorithm 2; beta1, beta2 and eps as in its experiments.
Where libraries differ
    torch and keras have none. optax.yogi: optax; it begins with a mean gradient of 1e-6 too and corrects both
    for bias as Adam does, which inflates these first values: it moves where every gradient is zero. No
    default of alpha there nor here.
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
OPTIONS = {"form": Option("whether the averages are corrected", ("published", "optax"), "published")}
STATE = {
    "m": State("vector"),
    "offset_m": State("vector", 1e-6),
    "v": State("vector", 1e-6),
    "beta1_power": State("scalar", 1.0),
    "beta2_power": State("scalar", 1.0),
}
# Added to a power at every step: 1 - beta^t is 1 to the bit long before it counts, and no power falls on into
# subnormal numbers, which would slow every step.
NEGLIGIBLE = 1e-30


def select(form: str):
    """The step function of one form."""
    return {"published": step, "optax": optax_step}[form]


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


def optax_step(theta, gradient, offset_m, v, beta1_power, beta2_power, learning_rate, beta1, beta2, eps):
    """One update of ``theta``, ``offset_m``, ``v`` [d rows each] and of the two powers [1 row each]."""
    beta1_power[0] = fma(beta1, beta1_power[0], NEGLIGIBLE)
    beta2_power[0] = fma(beta2, beta2_power[0], NEGLIGIBLE)
    length = learning_rate / (1.0 - beta1_power[0])
    c2 = 1.0 - beta2_power[0]
    mean_weight = 1.0 - beta1
    square_weight = 1.0 - beta2
    for i in range(len(theta)):
        offset_m[i] = fma(beta1, offset_m[i], mean_weight * gradient[i])
        square = gradient[i] * gradient[i]
        excess = v[i] - square
        # The last branch is zero or NaN: it passes either on.
        sign = where(excess > 0.0, 1.0, where(excess < 0.0, -1.0, excess))
        v[i] = v[i] - square_weight * sign * square
        theta[i] = theta[i] - length * offset_m[i] / (sqrt(v[i] / c2) + eps)
