"""NAdam: Adam with Nesterov's look-ahead, and a momentum that warms up.

Update
    m <- beta1 m + (1 - beta1) g
    v <- beta2 v + (1 - beta2) g^2
    theta <- theta - alpha m_hat / (sqrt(v_hat) + eps),  v_hat = v / (1 - beta2^t),
    m_hat = mu_{t+1} m / (1 - mu_1 ... mu_{t+1}) + (1 - mu_t) g / (1 - mu_1 ... mu_t),
    mu_t = beta1 (1 - 0.96^(t psi) / 2),  t = 1, 2, ...
At step 0
    ``m`` = 0, ``v`` = 0, ``momentum_product`` = 1 (of no factors), ``beta2_power`` = beta2^0 = 1.
Symbols
    g the gradient at theta, squared coordinate by coordinate; alpha = ``learning_rate``, already
    multiplied by the schedule; ``beta1`` and ``beta2`` the decay of the two averages, beta1 also the
    momentum that mu_t rises to from about half of it; psi = ``momentum_decay``, how fast it does; ``eps``
    the floor of the divisor. The roots of the corrections are taken as in Adam: with c2 = 1 - beta2^t,
    numerator and divisor are multiplied by c2, for one root and one division a coordinate.
Reference
    T. Dozat (2016), Incorporating Nesterov momentum into Adam, ICLR workshop, algorithm 2, with the
    momentum schedule of its experiments.
Where libraries differ
    torch.optim.NAdam: this rule, psi = 0.004, alpha = 0.002. keras: psi = 1, so mu_t is beta1 after a
    hundred steps. optax.nadam keeps the momentum at beta1 throughout: psi = 1e6, where 0.96^psi is 0 to the
    bit; psi = 0 does not, it is beta1 / 2.
"""

from __future__ import annotations

from math import log

from simlab.lanes import exp, fma, sqrt
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter("step length", default=0.002, minimum=0.0, aliases=("lr", "alpha")),
    "beta1": Parameter("decay of the mean gradient", default=0.9, minimum=0.0, below=1.0),
    "beta2": Parameter("decay of the mean squared gradient", default=0.999, minimum=0.0, below=1.0),
    "eps": Parameter("floor of the divisor", default=1e-8, minimum=0.0, aliases=("epsilon",)),
    "momentum_decay": Parameter("speed of the warm-up of the momentum", default=0.004, minimum=0.0),
}
OPTIONS: dict[str, Option] = {}
STATE = {
    "m": State("vector"),
    "v": State("vector"),
    "momentum_product": State("scalar", 1.0),
    "beta2_power": State("scalar", 1.0),
}
LOG_BASE = log(0.96)
# Added to a product at every step: one minus it is 1 to the bit long before it counts, and none falls on
# into subnormal numbers, which would slow every step.
NEGLIGIBLE = 1e-30


def step(
    theta, gradient, m, v, momentum_product, beta2_power, t, learning_rate, beta1, beta2, eps, momentum_decay
):
    """One update of ``theta``, ``m``, ``v`` [d rows each] and of the two products [1 row each], in place."""
    speed = LOG_BASE * momentum_decay
    momentum = beta1 * (1.0 - 0.5 * exp(speed * (t + 1.0)))
    next_momentum = beta1 * (1.0 - 0.5 * exp(speed * (t + 2.0)))
    momentum_product[0] = fma(momentum, momentum_product[0], NEGLIGIBLE)
    beta2_power[0] = fma(beta2, beta2_power[0], NEGLIGIBLE)
    c2 = 1.0 - beta2_power[0]
    length = learning_rate * c2
    gradient_length = length * (1.0 - momentum) / (1.0 - momentum_product[0])
    mean_length = length * next_momentum / (1.0 - momentum_product[0] * next_momentum)
    divisor_floor = c2 * eps
    mean_weight = 1.0 - beta1
    square_weight = 1.0 - beta2
    for i in range(len(theta)):
        m[i] = fma(beta1, m[i], mean_weight * gradient[i])
        v[i] = fma(beta2, v[i], square_weight * gradient[i] * gradient[i])
        numerator = fma(mean_length, m[i], gradient_length * gradient[i])
        theta[i] = theta[i] - numerator / (sqrt(c2 * v[i]) + divisor_floor)
