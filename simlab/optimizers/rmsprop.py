"""RMSprop: the gradient divided, coordinate by coordinate, by the root mean square of recent gradients.

Update
    form = "plain":     v <- beta v + (1 - beta) g^2;  theta <- theta - alpha g / (sqrt(v) + eps)
    form = "centered":  s <- beta s + beta (1 - beta) (g - m)^2;  m <- m + (1 - beta) (g - m);
                        theta <- theta - alpha g / (sqrt(s) + eps)
    eps_added_to = "root" is written here; with "square" the divisor is sqrt(v + eps), or sqrt(s + eps)
At step 0
    ``mean_square`` v = 0, ``mean_gradient`` m = 0, ``variance`` s = 0. Nothing corrects the bias of these
    zeros: the first plain step is alpha sign(g) / sqrt(1 - beta), ten times alpha for beta = 0.99.
Symbols
    g the gradient at theta, squared coordinate by coordinate; alpha = ``learning_rate``, already
    multiplied by the schedule; beta = ``decay``; ``eps`` the floor of the divisor. s is v - m^2, the
    variance of the recent gradients, by a recurrence that subtracts no two large numbers: rounding cannot
    make it negative. Under a constant gradient s decays to zero and the centered steps grow up to
    alpha g / eps.
Reference
    T. Tieleman & G. Hinton (2012), Neural networks for machine learning (Coursera), lecture 6.5, slide
    "rmsprop"; centered: A. Graves (2013), Generating sequences with recurrent neural networks,
    arXiv:1308.0850, equations 38-45, without momentum.
Where libraries differ
    torch.optim.RMSprop: eps is added to the root (``alpha`` there is ``decay`` here), no momentum by default;
    it computes v - m^2 as a difference and so may take the root of a negative number. keras and optax: to
    the square under the root; their decay is 0.9 by default.
"""

from __future__ import annotations

from simlab.lanes import fma, sqrt
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter("step length", default=0.01, minimum=0.0, aliases=("lr",)),
    "decay": Parameter(
        "decay of the averages", default=0.99, minimum=0.0, below=1.0, aliases=("rho", "beta")
    ),
    "eps": Parameter("floor of the divisor", default=1e-8, minimum=0.0, aliases=("epsilon",)),
}
OPTIONS = {
    "form": Option("what the gradient is divided by", ("plain", "centered"), "plain"),
    "eps_added_to": Option("what eps is added to", ("root", "square"), "root"),
}
STATE = {"mean_square": State("vector"), "mean_gradient": State("vector"), "variance": State("vector")}


def select(form: str, eps_added_to: str = "root"):
    """The step function of one form and one place of eps."""
    forms = {"plain": (plain_step, plain_square_step), "centered": (centered_step, centered_square_step)}
    return forms[form][eps_added_to == "square"]


def plain_step(theta, gradient, mean_square, learning_rate, decay, eps):
    """One update of ``theta`` and ``mean_square`` [d rows each], in place."""
    weight = 1.0 - decay
    for i in range(len(theta)):
        mean_square[i] = fma(decay, mean_square[i], weight * gradient[i] * gradient[i])
        theta[i] = theta[i] - learning_rate * gradient[i] / (sqrt(mean_square[i]) + eps)


def centered_step(theta, gradient, mean_gradient, variance, learning_rate, decay, eps):
    """One update of ``theta``, ``mean_gradient`` and ``variance`` [d rows each], in place."""
    weight = 1.0 - decay
    for i in range(len(theta)):
        deviation = gradient[i] - mean_gradient[i]
        variance[i] = decay * fma(weight * deviation, deviation, variance[i])
        mean_gradient[i] = fma(weight, deviation, mean_gradient[i])
        theta[i] = theta[i] - learning_rate * gradient[i] / (sqrt(variance[i]) + eps)


def plain_square_step(theta, gradient, mean_square, learning_rate, decay, eps):
    """As ``plain_step``, with eps under the root."""
    weight = 1.0 - decay
    for i in range(len(theta)):
        mean_square[i] = fma(decay, mean_square[i], weight * gradient[i] * gradient[i])
        theta[i] = theta[i] - learning_rate * gradient[i] / sqrt(mean_square[i] + eps)


def centered_square_step(theta, gradient, mean_gradient, variance, learning_rate, decay, eps):
    """As ``centered_step``, with eps under the root."""
    weight = 1.0 - decay
    for i in range(len(theta)):
        deviation = gradient[i] - mean_gradient[i]
        variance[i] = decay * fma(weight * deviation, deviation, variance[i])
        mean_gradient[i] = fma(weight, deviation, mean_gradient[i])
        theta[i] = theta[i] - learning_rate * gradient[i] / sqrt(variance[i] + eps)
