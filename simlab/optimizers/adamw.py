"""AdamW: Adam, with the parameters themselves shrunk in every step instead of a penalty in the gradient.

Update
    theta <- theta - alpha lambda theta
    m <- beta1 m + (1 - beta1) g
    v <- beta2 v + (1 - beta2) g^2
    eps_added_to = "corrected_root":  theta <- theta - alpha m_hat / (sqrt(v_hat) + eps)
    eps_added_to = "root":            theta <- theta - alpha m_hat sqrt(1 - beta2^t) / (sqrt(v) + eps)
    m_hat = m / (1 - beta1^t),  v_hat = v / (1 - beta2^t),  t = 1, 2, ...
At step 0
    ``m`` = 0, ``v`` = 0, ``beta1_power`` = beta1^0 = 1, ``beta2_power`` = beta2^0 = 1.
Symbols
    g the gradient at the theta before the shrinking, without any penalty; alpha = ``learning_rate``,
    already multiplied by the schedule, which so scales the shrinking too; lambda = ``weight_decay``;
    ``beta1`` and ``beta2`` the decay of the two averages; ``eps`` the floor of the divisor. lambda = 0 is
    Adam. The shrinking is not divided by sqrt(v_hat), as the gradient of a penalty would be. With
    c1 = 1 - beta1^t and c2 = 1 - beta2^t, Adam's part is alpha c2 m / (c1 sqrt(c2 v) + c1 c2 eps), or with
    sqrt(c2) eps in place of c2 eps.
Reference
    I. Loshchilov & F. Hutter (2019), Decoupled weight decay regularization, ICLR, algorithm 2.
Where libraries differ
    torch.optim.AdamW, optax.adamw and keras AdamW: this rule; lambda is 0.01, 0.0001 and 0.004 by default.
    The paper multiplies lambda by the schedule but not by the learning rate: its lambda is alpha lambda
    here. keras adds eps, 1e-7, to the root as it is, the others to the corrected one.
"""

from __future__ import annotations

from simlab.lanes import fma, sqrt
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter("step length", default=0.001, minimum=0.0, aliases=("lr", "alpha")),
    "beta1": Parameter("decay of the mean gradient", default=0.9, minimum=0.0, below=1.0),
    "beta2": Parameter("decay of the mean squared gradient", default=0.999, minimum=0.0, below=1.0),
    "eps": Parameter("floor of the divisor", default=1e-8, minimum=0.0, aliases=("epsilon",)),
    "weight_decay": Parameter(
        "share of theta taken off a step, per unit of learning rate", default=0.01, minimum=0.0
    ),
}
OPTIONS = {
    "eps_added_to": Option("what eps is added to", ("corrected_root", "root"), "corrected_root"),
}
STATE = {
    "m": State("vector"),
    "v": State("vector"),
    "beta1_power": State("scalar", 1.0),
    "beta2_power": State("scalar", 1.0),
}
# Added to a power at every step: 1 - beta^t is 1 to the bit long before it counts, and no power falls on into
# subnormal numbers, which would slow every step.
NEGLIGIBLE = 1e-30


def select(eps_added_to: str):
    """The step function of one place of eps."""
    return {"corrected_root": step, "root": root_step}[eps_added_to]


def step(theta, gradient, m, v, beta1_power, beta2_power, learning_rate, beta1, beta2, eps, weight_decay):
    """One update of ``theta``, ``m``, ``v`` [d rows each] and of the two powers [1 row each], in place."""
    beta1_power[0] = fma(beta1, beta1_power[0], NEGLIGIBLE)
    beta2_power[0] = fma(beta2, beta2_power[0], NEGLIGIBLE)
    c1 = 1.0 - beta1_power[0]
    c2 = 1.0 - beta2_power[0]
    length = learning_rate * c2
    divisor_floor = c1 * c2 * eps
    kept = 1.0 - learning_rate * weight_decay
    mean_weight = 1.0 - beta1
    square_weight = 1.0 - beta2
    for i in range(len(theta)):
        m[i] = fma(beta1, m[i], mean_weight * gradient[i])
        v[i] = fma(beta2, v[i], square_weight * gradient[i] * gradient[i])
        theta[i] = kept * theta[i] - length * m[i] / fma(c1, sqrt(c2 * v[i]), divisor_floor)


def root_step(
    theta, gradient, m, v, beta1_power, beta2_power, learning_rate, beta1, beta2, eps, weight_decay
):
    """As ``step``, with eps added to sqrt(v)."""
    beta1_power[0] = fma(beta1, beta1_power[0], NEGLIGIBLE)
    beta2_power[0] = fma(beta2, beta2_power[0], NEGLIGIBLE)
    c1 = 1.0 - beta1_power[0]
    c2 = 1.0 - beta2_power[0]
    length = learning_rate * c2
    divisor_floor = c1 * sqrt(c2) * eps
    kept = 1.0 - learning_rate * weight_decay
    mean_weight = 1.0 - beta1
    square_weight = 1.0 - beta2
    for i in range(len(theta)):
        m[i] = fma(beta1, m[i], mean_weight * gradient[i])
        v[i] = fma(beta2, v[i], square_weight * gradient[i] * gradient[i])
        theta[i] = kept * theta[i] - length * m[i] / fma(c1, sqrt(c2 * v[i]), divisor_floor)
