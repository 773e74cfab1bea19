"""AdaMax: Adam with the largest of the recent gradients, discounted by age, in place of their mean square.

Update
    m <- beta1 m + (1 - beta1) g
    eps_added_to = "gradient":  u <- max(beta2 u, |g| + eps)
                                theta <- theta - alpha m / ((1 - beta1^t) u),  t = 1, 2, ...
    eps_added_to = "maximum":   u <- max(beta2 u, |g|)
                                theta <- theta - alpha m / ((1 - beta1^t) (u + eps))
At step 0
    ``m`` = 0, ``largest`` u = 0, ``beta1_power`` = beta1^0 = 1.
Symbols
    g the gradient at theta; alpha = ``learning_rate``, already multiplied by the schedule; ``beta1`` the
    decay of the mean; ``beta2`` by how much a maximum shrinks a step; ``eps`` keeps u from zero. A maximum
    needs no bias correction, and no root. Under a constant gradient every step is alpha sign(g), up to eps.
Reference
    D. P. Kingma & J. L. Ba (2015), Adam: a method for stochastic optimization, ICLR, algorithm 2.
Where libraries differ
    torch.optim.Adamax and optax.adamax: eps is added to the size of the gradient; alpha is 0.002 in torch.
    keras: to the maximum, eps = 1e-7. The paper has no eps.
"""

from __future__ import annotations

from simlab.lanes import absolute, fma, maximum
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter("step length", default=0.002, minimum=0.0, aliases=("lr", "alpha")),
    "beta1": Parameter("decay of the mean gradient", default=0.9, minimum=0.0, below=1.0),
    "beta2": Parameter("decay of the largest gradient", default=0.999, minimum=0.0, below=1.0),
    "eps": Parameter("added to the size of the gradient", default=1e-8, minimum=0.0, aliases=("epsilon",)),
}
OPTIONS = {
    "eps_added_to": Option("what eps is added to", ("gradient", "maximum"), "gradient"),
}
STATE = {"m": State("vector"), "largest": State("vector"), "beta1_power": State("scalar", 1.0)}
# Added to a power at every step: 1 - beta^t is 1 to the bit long before it counts, and no power falls on into
# subnormal numbers, which would slow every step.
NEGLIGIBLE = 1e-30


def select(eps_added_to: str):
    """The step function of one place of eps."""
    return {"gradient": step, "maximum": maximum_step}[eps_added_to]


def step(theta, gradient, m, largest, beta1_power, learning_rate, beta1, beta2, eps):
    """One update of ``theta``, ``m``, ``largest`` [d rows each] and ``beta1_power`` [1 row], in place."""
    beta1_power[0] = fma(beta1, beta1_power[0], NEGLIGIBLE)
    c1 = 1.0 - beta1_power[0]
    mean_weight = 1.0 - beta1
    for i in range(len(theta)):
        m[i] = fma(beta1, m[i], mean_weight * gradient[i])
        largest[i] = maximum(beta2 * largest[i], absolute(gradient[i]) + eps)
        theta[i] = theta[i] - learning_rate * m[i] / (c1 * largest[i])


def maximum_step(theta, gradient, m, largest, beta1_power, learning_rate, beta1, beta2, eps):
    """As ``step``, with eps added to the maximum."""
    beta1_power[0] = fma(beta1, beta1_power[0], NEGLIGIBLE)
    c1 = 1.0 - beta1_power[0]
    mean_weight = 1.0 - beta1
    for i in range(len(theta)):
        m[i] = fma(beta1, m[i], mean_weight * gradient[i])
        largest[i] = maximum(beta2 * largest[i], absolute(gradient[i]))
        theta[i] = theta[i] - learning_rate * m[i] / (c1 * (largest[i] + eps))
