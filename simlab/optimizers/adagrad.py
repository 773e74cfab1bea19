"""AdaGrad: every coordinate divided by the root of the sum of all its squared gradients.

Update
    s <- s + g^2
    eps_added_to = "root":    theta <- theta - alpha g / (sqrt(s_0 + s) + eps)
    eps_added_to = "square":  theta <- theta - alpha g / sqrt(s_0 + s + eps)
At step 0
    ``sum_of_squares`` s = 0; s_0 is added under the root instead.
Symbols
    g the gradient at theta, squared coordinate by coordinate; alpha = ``learning_rate``, already
    multiplied by the schedule; s_0 = ``initial_sum``, the sum before the first gradient; ``eps`` the floor
    of the divisor. The sum never falls: under gradients of constant size the steps fall as 1 / sqrt(t).
    With s_0 = 0 the first step is alpha sign(g), up to eps.
Reference
    J. Duchi, E. Hazan & Y. Singer (2011), Adaptive subgradient methods for online learning and stochastic
    optimization, Journal of Machine Learning Research 12, 2121-2159, figure 1, diagonal matrices.
Where libraries differ
    torch.optim.Adagrad: eps is added to the root, s_0 = 0 by default; its ``lr_decay`` is the schedule
    ``inverse_time`` here, with a time constant of 1 / lr_decay. keras and optax: to the square under the
    root, eps = 1e-7 and s_0 = 0.1.
"""

from __future__ import annotations

from simlab.lanes import fma, sqrt
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter(
        "step length of the first step", default=0.01, minimum=0.0, aliases=("lr", "alpha")
    ),
    "initial_sum": Parameter(
        "sum of squares before the first gradient",
        default=0.0,
        minimum=0.0,
        aliases=("initial_accumulator_value",),
    ),
    "eps": Parameter("floor of the divisor", default=1e-10, minimum=0.0, aliases=("epsilon",)),
}
OPTIONS = {"eps_added_to": Option("what eps is added to", ("root", "square"), "root")}
STATE = {"sum_of_squares": State("vector")}


def select(eps_added_to: str):
    """The step function of one place of eps."""
    return {"root": step, "square": square_step}[eps_added_to]


def step(theta, gradient, sum_of_squares, learning_rate, initial_sum, eps):
    """One update of ``theta`` and ``sum_of_squares`` [d rows each], in place."""
    for i in range(len(theta)):
        sum_of_squares[i] = fma(gradient[i], gradient[i], sum_of_squares[i])
        divisor = sqrt(initial_sum + sum_of_squares[i]) + eps
        theta[i] = theta[i] - learning_rate * gradient[i] / divisor


def square_step(theta, gradient, sum_of_squares, learning_rate, initial_sum, eps):
    """As ``step``, with eps under the root."""
    for i in range(len(theta)):
        sum_of_squares[i] = fma(gradient[i], gradient[i], sum_of_squares[i])
        theta[i] = theta[i] - learning_rate * gradient[i] / sqrt(initial_sum + sum_of_squares[i] + eps)
