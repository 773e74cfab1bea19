"""Nesterov's accelerated gradient: momentum with the gradient taken where the velocity leads.

Update
    As published:       p <- mu p - alpha grad f(theta + mu p);  theta <- theta + p
    form = "velocity":  p <- mu p - alpha g;  theta <- theta + mu p - alpha g
    form = "torch":     b <- mu b + g;        theta <- theta - alpha (g + mu b)
At step 0
    ``velocity`` p = 0, ``buffer`` b = 0; look-ahead point and iterate coincide.
Symbols
    g the gradient at theta; alpha = ``learning_rate``, already multiplied by the schedule;
    mu = ``momentum``. Both forms keep as theta the look-ahead point theta + mu p of the published rule,
    where the gradient is taken, so that one gradient a step is enough; substituting it turns the published
    rule into the velocity form exactly. The published iterate is theta - mu p. mu = 0 is gradient
    descent, to the bit.
Reference
    Y. Nesterov (1983), A method of solving a convex programming problem with convergence rate O(1/k^2),
    Soviet Mathematics Doklady 27, 372-376; I. Sutskever, J. Martens, G. Dahl & G. Hinton (2013), On the
    importance of initialization and momentum in deep learning, ICML, equations 3-4; in the look-ahead
    variable: Y. Bengio, N. Boulanger-Lewandowski & R. Pascanu (2013), Advances in optimizing recurrent
    networks, ICASSP, section 3.5.
Where libraries differ
    keras: velocity. torch.optim.SGD and optax.sgd with nesterov: torch (which allows no dampening). Under
    a constant learning rate the two are one (p = -alpha b); when alpha changes, the velocity form keeps
    old steps at their old rate and the torch form rescales them all at once.
"""

from __future__ import annotations

from simlab.lanes import fma
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter("step per unit of gradient", minimum=0.0, aliases=("lr", "alpha")),
    "momentum": Parameter(
        "share of the velocity kept in a step", default=0.9, minimum=0.0, maximum=1.0, aliases=("mu",)
    ),
}
OPTIONS = {"form": Option("what the memory holds and how it is scaled", ("velocity", "torch"), "velocity")}
STATE = {"velocity": State("vector"), "buffer": State("vector")}


def select(form: str):
    """The step function of one form."""
    return {"velocity": velocity_step, "torch": torch_step}[form]


def velocity_step(theta, gradient, velocity, learning_rate, momentum):
    """One update of ``theta`` and ``velocity`` [d rows each], in place."""
    for i in range(len(theta)):
        pull = learning_rate * gradient[i]
        velocity[i] = fma(momentum, velocity[i], -pull)
        theta[i] = theta[i] + fma(momentum, velocity[i], -pull)


def torch_step(theta, gradient, buffer, learning_rate, momentum):
    """One update of ``theta`` and ``buffer`` [d rows each], in place."""
    for i in range(len(theta)):
        buffer[i] = fma(momentum, buffer[i], gradient[i])
        theta[i] = theta[i] - learning_rate * fma(momentum, buffer[i], gradient[i])
