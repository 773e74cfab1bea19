"""Gradient descent with momentum: a heavy ball whose velocity forgets at the rate mu.

Update
    form = "velocity":  p <- mu p - alpha g;  theta <- theta + p
    form = "torch":     b <- mu b + (1 - d) g, but b <- g at step 0;  theta <- theta - alpha b
    form = "ema":       v <- mu v + (1 - mu) g;  theta <- theta - alpha v
At step 0
    ``velocity`` p = 0, ``buffer`` b = 0, ``mean_gradient`` v = 0.
Symbols
    g the gradient at theta; alpha = ``learning_rate``, already multiplied by the schedule;
    mu = ``momentum``; d = ``dampening``, of the torch form only. mu = 0 is gradient descent, to the bit;
    mu = 1 is frictionless. On a quadratic the velocity form is stable if and only if
    alpha lambda_max < 2 (1 + mu).
Reference
    B. T. Polyak (1964), Some methods of speeding up the convergence of iteration methods, USSR
    Computational Mathematics and Mathematical Physics 4(5), 1-17. Lecture 4, equations 8-9.
Where libraries differ
    Lecture and keras: velocity. torch.optim.SGD and optax.sgd: torch. Under a constant learning rate and
    d = 0 the two are one (p = -alpha b), but when alpha changes, the velocity form keeps old steps at
    their old rate and the torch form rescales them all at once. torch does not dampen the first gradient.
    The ema form takes steps smaller by 1 - mu: alpha_velocity = (1 - mu) alpha_ema.
"""

from __future__ import annotations

from simlab.lanes import fma, where
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter("step per unit of gradient", minimum=0.0, aliases=("lr", "alpha")),
    "momentum": Parameter(
        "share of the velocity kept in a step", default=0.9, minimum=0.0, maximum=1.0, aliases=("mu",)
    ),
    "dampening": Parameter(
        "share of the gradient left out (torch form)", default=0.0, minimum=0.0, maximum=1.0
    ),
}
OPTIONS = {
    "form": Option("what the memory holds and how it is scaled", ("velocity", "torch", "ema"), "velocity"),
}
STATE = {"velocity": State("vector"), "buffer": State("vector"), "mean_gradient": State("vector")}


def select(form: str):
    """The step function of one form."""
    return {"velocity": velocity_step, "torch": torch_step, "ema": ema_step}[form]


def velocity_step(theta, gradient, velocity, learning_rate, momentum):
    """One update of ``theta`` and ``velocity`` [d rows each], in place."""
    for i in range(len(theta)):
        velocity[i] = fma(momentum, velocity[i], -(learning_rate * gradient[i]))
        theta[i] = theta[i] + velocity[i]


def torch_step(theta, gradient, buffer, t, learning_rate, momentum, dampening):
    """One update of ``theta`` and ``buffer`` [d rows each], in place."""
    weight = where(t == 0.0, 1.0, 1.0 - dampening)
    for i in range(len(theta)):
        buffer[i] = fma(momentum, buffer[i], weight * gradient[i])
        theta[i] = theta[i] - learning_rate * buffer[i]


def ema_step(theta, gradient, mean_gradient, learning_rate, momentum):
    """One update of ``theta`` and ``mean_gradient`` [d rows each], in place."""
    weight = 1.0 - momentum
    for i in range(len(theta)):
        mean_gradient[i] = fma(momentum, mean_gradient[i], weight * gradient[i])
        theta[i] = theta[i] - learning_rate * mean_gradient[i]
