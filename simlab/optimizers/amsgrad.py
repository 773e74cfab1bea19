"""AMSGrad: Adam with a divisor that never falls.

Update
    m <- beta1 m + (1 - beta1) g
    v <- beta2 v + (1 - beta2) g^2
    u <- max(u, v)
    theta <- theta - alpha m / (1 - beta1^t) / (sqrt(u / (1 - beta2^t)) + eps),  t = 1, 2, ...
At step 0
    ``m`` = 0, ``v`` = 0, ``largest`` u = 0, ``beta1_power`` = beta1^0 = 1, ``beta2_power`` = beta2^0 = 1.
Symbols
    g the gradient at theta, squared coordinate by coordinate; alpha = ``learning_rate``, already
    multiplied by the schedule; ``beta1`` and ``beta2`` the decay of the two averages; ``eps`` the floor
    of the divisor. While v grows this is Adam. With c1 = 1 - beta1^t and c2 = 1 - beta2^t, the step taken
    is alpha c2 m / (c1 sqrt(c2 u) + c1 c2 eps): one root and one division a coordinate.
Reference
    S. J. Reddi, S. Kale & S. Kumar (2018), On the convergence of Adam and beyond, ICLR, algorithm 2.
Where libraries differ
    torch.optim.Adam with amsgrad: this rule. The paper corrects no bias. optax.amsgrad takes the maximum
    of v_hat = v / (1 - beta2^t) instead of v, which keeps large early estimates for ever; keras corrects as
    here and adds eps to sqrt(u).
"""

from __future__ import annotations

from simlab.lanes import fma, maximum, sqrt
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter("step length", default=0.001, minimum=0.0, aliases=("lr", "alpha")),
    "beta1": Parameter("decay of the mean gradient", default=0.9, minimum=0.0, below=1.0),
    "beta2": Parameter("decay of the mean squared gradient", default=0.999, minimum=0.0, below=1.0),
    "eps": Parameter("floor of the divisor", default=1e-8, minimum=0.0, aliases=("epsilon",)),
}
OPTIONS: dict[str, Option] = {}
STATE = {
    "m": State("vector"),
    "v": State("vector"),
    "largest": State("vector"),
    "beta1_power": State("scalar", 1.0),
    "beta2_power": State("scalar", 1.0),
}
# 1 - beta^t is 1 to the bit long before; a power that fell on into subnormal numbers would slow every step.
NEGLIGIBLE = 1e-30


def step(theta, gradient, m, v, largest, beta1_power, beta2_power, learning_rate, beta1, beta2, eps):
    """One update of ``theta``, ``m``, ``v``, ``largest`` [d rows each] and both powers, in place."""
    beta1_power[0] = maximum(beta1_power[0] * beta1, NEGLIGIBLE)
    beta2_power[0] = maximum(beta2_power[0] * beta2, NEGLIGIBLE)
    c1 = 1.0 - beta1_power[0]
    c2 = 1.0 - beta2_power[0]
    length = learning_rate * c2
    divisor_floor = c1 * c2 * eps
    mean_weight = 1.0 - beta1
    square_weight = 1.0 - beta2
    for i in range(len(theta)):
        m[i] = fma(beta1, m[i], mean_weight * gradient[i])
        v[i] = fma(beta2, v[i], square_weight * gradient[i] * gradient[i])
        largest[i] = maximum(largest[i], v[i])
        theta[i] = theta[i] - length * m[i] / fma(c1, sqrt(c2 * largest[i]), divisor_floor)
