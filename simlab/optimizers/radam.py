"""RAdam: Adam that waits with its divisor until enough gradients have been seen to trust it.

Update
    m <- beta1 m + (1 - beta1) g
    v <- beta2 v + (1 - beta2) g^2
    if rho_t > 5, eps_added_to = "root":  theta <- theta - alpha r_t m_hat sqrt(1 - beta2^t) / (sqrt(v) + eps)
    "corrected_root":                     theta <- theta - alpha r_t m_hat / (sqrt(v / (1 - beta2^t)) + eps)
    else:                                 theta <- theta - alpha m_hat,
    m_hat = m / (1 - beta1^t),  rho_t = rho_inf - 2 t beta2^t / (1 - beta2^t),  rho_inf = 2 / (1 - beta2) - 1,
    r_t^2 = (rho_t - 4) (rho_t - 2) rho_inf / ((rho_inf - 4) (rho_inf - 2) rho_t),  t = 1, 2, ...
At step 0
    ``m`` = 0, ``v`` = 0, ``beta1_power`` = beta1^0 = 1; ``weight_sum`` = 0 and ``age_sum`` = 0, the sums
    over k = 1 ... t of beta2^(k-1) and of k beta2^(k-1).
Symbols
    g the gradient at theta, squared coordinate by coordinate; alpha = ``learning_rate``, already
    multiplied by the schedule; ``beta1`` and ``beta2`` the decay of the two averages; ``eps`` the floor of
    the divisor. rho_t is the number of equally weighted gradients whose mean age is that of v; with
    the two sums it is 2 age_sum / weight_sum - 1, and 1 - beta2^t = (1 - beta2) weight_sum, where nothing
    cancels: the published difference of two thousands loses three digits, and in single precision the step
    at which the divisor begins. For beta2 <= 2/3 it never does. One division a coordinate.
Reference
    L. Liu et al. (2020), On the variance of the adaptive learning rate and beyond, ICLR, algorithm 2.
Where libraries differ
    torch.optim.RAdam: eps is added to the root as it is. optax.radam: to the corrected one, and the divisor
    begins at rho_t >= 5. The paper begins at rho_t > 4 and has no eps. keras has none.
"""

from __future__ import annotations

from simlab.lanes import fma, sqrt, where
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter("step length", default=0.001, minimum=0.0, aliases=("lr", "alpha")),
    "beta1": Parameter("decay of the mean gradient", default=0.9, minimum=0.0, below=1.0),
    "beta2": Parameter("decay of the mean squared gradient", default=0.999, minimum=0.0, below=1.0),
    "eps": Parameter("floor of the divisor", default=1e-8, minimum=0.0, aliases=("epsilon",)),
}
OPTIONS = {"eps_added_to": Option("what eps is added to", ("root", "corrected_root"), "root")}
STATE = {
    "m": State("vector"),
    "v": State("vector"),
    "beta1_power": State("scalar", 1.0),
    "weight_sum": State("scalar"),
    "age_sum": State("scalar"),
}
# Added to a power at every step: 1 - beta^t is 1 to the bit long before it counts, and no power falls on into
# subnormal numbers, which would slow every step.
NEGLIGIBLE = 1e-30


def select(eps_added_to: str):
    """The step function of one place of eps."""
    return {"root": step, "corrected_root": corrected_root_step}[eps_added_to]


def step(theta, gradient, m, v, beta1_power, weight_sum, age_sum, learning_rate, beta1, beta2, eps):
    """One update of ``theta``, ``m``, ``v`` [d rows each], the power and the sums [1 row each], in place."""
    beta1_power[0] = fma(beta1, beta1_power[0], NEGLIGIBLE)
    weight_sum[0] = fma(beta2, weight_sum[0], 1.0)
    age_sum[0] = fma(beta2, age_sum[0], weight_sum[0])
    mean_weight = 1.0 - beta1
    square_weight = 1.0 - beta2
    rho = 2.0 * age_sum[0] / weight_sum[0] - 1.0
    limit = 2.0 / square_weight - 1.0
    rectified = rho > 5.0
    square = (rho - 4.0) * (rho - 2.0) * limit / ((limit - 4.0) * (limit - 2.0) * rho)
    rectification = sqrt(square * square_weight * weight_sum[0])
    length = learning_rate * where(rectified, rectification, 1.0)
    c1 = 1.0 - beta1_power[0]
    for i in range(len(theta)):
        m[i] = fma(beta1, m[i], mean_weight * gradient[i])
        v[i] = fma(beta2, v[i], square_weight * gradient[i] * gradient[i])
        theta[i] = theta[i] - length * m[i] / (c1 * where(rectified, sqrt(v[i]) + eps, 1.0))


def corrected_root_step(
    theta, gradient, m, v, beta1_power, weight_sum, age_sum, learning_rate, beta1, beta2, eps
):
    """As ``step``, with eps added to the root of the corrected mean square."""
    beta1_power[0] = fma(beta1, beta1_power[0], NEGLIGIBLE)
    weight_sum[0] = fma(beta2, weight_sum[0], 1.0)
    age_sum[0] = fma(beta2, age_sum[0], weight_sum[0])
    mean_weight = 1.0 - beta1
    square_weight = 1.0 - beta2
    rho = 2.0 * age_sum[0] / weight_sum[0] - 1.0
    limit = 2.0 / square_weight - 1.0
    rectified = rho > 5.0
    square = (rho - 4.0) * (rho - 2.0) * limit / ((limit - 4.0) * (limit - 2.0) * rho)
    c2 = square_weight * weight_sum[0]
    rectification = sqrt(square * c2)
    divisor_floor = sqrt(c2) * eps
    length = learning_rate * where(rectified, rectification, 1.0)
    c1 = 1.0 - beta1_power[0]
    for i in range(len(theta)):
        m[i] = fma(beta1, m[i], mean_weight * gradient[i])
        v[i] = fma(beta2, v[i], square_weight * gradient[i] * gradient[i])
        theta[i] = theta[i] - length * m[i] / (c1 * where(rectified, sqrt(v[i]) + divisor_floor, 1.0))
