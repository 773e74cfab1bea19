"""AMSGrad: Adam with a divisor that never falls.

Update
    m <- beta1 m + (1 - beta1) g
    v <- beta2 v + (1 - beta2) g^2
    form = "torch":  u <- max(u, v);      theta <- theta - alpha m_hat / (sqrt(u / (1 - beta2^t)) + eps)
    form = "keras":  u <- max(u, v);      theta <- theta - alpha m_hat sqrt(1 - beta2^t) / (sqrt(u) + eps)
    form = "optax":  u <- max(u, v_hat);  theta <- theta - alpha m_hat / (sqrt(u) + eps)
    m_hat = m / (1 - beta1^t),  v_hat = v / (1 - beta2^t),  t = 1, 2, ...
At step 0
    ``m`` = 0, ``v`` = 0, ``largest`` u = 0, ``beta1_power`` = beta1^0 = 1, ``beta2_power`` = beta2^0 = 1.
Symbols
    g the gradient at theta, squared coordinate by coordinate; alpha = ``learning_rate``, already
    multiplied by the schedule; ``beta1`` and ``beta2`` the decay of the two averages; ``eps`` the floor
    of the divisor. While v grows the torch form is Adam. With c1 = 1 - beta1^t and c2 = 1 - beta2^t, its step
    is taken as alpha c2 m / (c1 sqrt(c2 u) + c1 c2 eps): one root and one division a coordinate.
Reference
    S. J. Reddi, S. Kale & S. Kumar (2018), On the convergence of Adam and beyond, ICLR, algorithm 2.
Where libraries differ
    torch.optim.Adam and keras Adam with amsgrad, and optax.amsgrad: the form of that name; eps is 1e-7 in
    keras. The maximum of v_hat keeps large early estimates for ever. The paper corrects no bias.
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
OPTIONS = {
    "form": Option("what the maximum is taken of, and eps added to", ("torch", "keras", "optax"), "torch"),
}
STATE = {
    "m": State("vector"),
    "v": State("vector"),
    "largest": State("vector"),
    "beta1_power": State("scalar", 1.0),
    "beta2_power": State("scalar", 1.0),
}
# Added to a power at every step: 1 - beta^t is 1 to the bit long before it counts, and no power falls on into
# subnormal numbers, which would slow every step.
NEGLIGIBLE = 1e-30


def select(form: str):
    """The step function of one form."""
    return {"torch": step, "keras": keras_step, "optax": optax_step}[form]


def step(theta, gradient, m, v, largest, beta1_power, beta2_power, learning_rate, beta1, beta2, eps):
    """One update of ``theta``, ``m``, ``v``, ``largest`` [d rows each] and both powers, in place."""
    beta1_power[0] = fma(beta1, beta1_power[0], NEGLIGIBLE)
    beta2_power[0] = fma(beta2, beta2_power[0], NEGLIGIBLE)
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


def keras_step(theta, gradient, m, v, largest, beta1_power, beta2_power, learning_rate, beta1, beta2, eps):
    """As ``step``, with eps added to the root of ``largest`` as it is."""
    beta1_power[0] = fma(beta1, beta1_power[0], NEGLIGIBLE)
    beta2_power[0] = fma(beta2, beta2_power[0], NEGLIGIBLE)
    c1 = 1.0 - beta1_power[0]
    c2 = 1.0 - beta2_power[0]
    length = learning_rate * c2
    divisor_floor = c1 * sqrt(c2) * eps
    mean_weight = 1.0 - beta1
    square_weight = 1.0 - beta2
    for i in range(len(theta)):
        m[i] = fma(beta1, m[i], mean_weight * gradient[i])
        v[i] = fma(beta2, v[i], square_weight * gradient[i] * gradient[i])
        largest[i] = maximum(largest[i], v[i])
        theta[i] = theta[i] - length * m[i] / fma(c1, sqrt(c2 * largest[i]), divisor_floor)


def optax_step(theta, gradient, m, v, largest, beta1_power, beta2_power, learning_rate, beta1, beta2, eps):
    """As ``step``, with the corrected mean square in ``largest``."""
    beta1_power[0] = fma(beta1, beta1_power[0], NEGLIGIBLE)
    beta2_power[0] = fma(beta2, beta2_power[0], NEGLIGIBLE)
    c1 = 1.0 - beta1_power[0]
    c2 = 1.0 - beta2_power[0]
    length = learning_rate / c1
    mean_weight = 1.0 - beta1
    square_weight = 1.0 - beta2
    for i in range(len(theta)):
        m[i] = fma(beta1, m[i], mean_weight * gradient[i])
        v[i] = fma(beta2, v[i], square_weight * gradient[i] * gradient[i])
        largest[i] = maximum(largest[i], v[i] / c2)
        theta[i] = theta[i] - length * m[i] / (sqrt(largest[i]) + eps)
