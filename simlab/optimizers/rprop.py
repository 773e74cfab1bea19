"""Rprop: a step length for each coordinate, which grows while the sign lasts and shrinks when it turns.

Update
    c = sign(g) q
    n <- min(max(n f, n_min), n_max),  f = grow if c > 0, shrink if c < 0, 1 if c = 0
    q <- sign(g), but q <- 0 if c < 0
    form = "scaled":  theta <- theta - alpha n q
    form = "torch":   theta <- theta - alpha_0 n q
At step 0
    ``direction`` q = 0, ``size`` n = 1: the first step is alpha against sign(g). The torch form keeps this
    alpha as its ``unit`` alpha_0.
Symbols
    g the gradient at theta; q the direction taken last; n the step length in units of
    alpha = ``learning_rate``, already multiplied by the schedule; ``grow`` > 1 > ``shrink``; n_min =
    ``smallest`` and n_max = ``largest``. In the torch form a schedule changes nothing after step 0. Where the
    sign turns, nothing moves for a step, and the next one counts as the first. Only signs matter: it does
    not see a rescaling of the loss, and it cannot average over a noisy gradient.
Reference
    M. Riedmiller & H. Braun (1993), A direct adaptive method for faster backpropagation learning: the RPROP
    algorithm, ICNN, 586-591; the variant without backtracking: C. Igel & M. Hüsken (2003), Empirical
    evaluation of the improved Rprop learning algorithms, Neurocomputing 50, 105-123, iRprop-.
Where libraries differ
    torch.optim.Rprop: torch; its limits are lengths, alpha_0 n_min and alpha_0 n_max, its ``etas`` shrink and
    grow. At a constant alpha the two forms are one. It compares signs by the product of two gradients, which
    underflows where both are small. optax.rprop 0.2.8 is the same one gradient late: it does not move at
    step 0. keras has none.
"""

from __future__ import annotations

from simlab.lanes import maximum, minimum, where
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter(
        "length of the first step", default=0.01, minimum=0.0, aliases=("lr", "alpha")
    ),
    "shrink": Parameter("factor of the length when the sign turns", default=0.5, above=0.0, below=1.0),
    "grow": Parameter("factor of the length while the sign lasts", default=1.2, above=1.0),
    "smallest": Parameter("least length, in units of the learning rate", default=1e-4, minimum=0.0),
    "largest": Parameter("greatest length, in units of the learning rate", default=5000.0, above=0.0),
}
OPTIONS = {
    "form": Option("what sets the unit of all lengths, each rate or the first", ("scaled", "torch"), "scaled")
}
STATE = {"size": State("vector", 1.0), "direction": State("vector"), "unit": State("scalar")}


def select(form: str):
    """The step function of one form."""
    return {"scaled": step, "torch": torch_step}[form]


def step(theta, gradient, size, direction, learning_rate, shrink, grow, smallest, largest):
    """One update of ``theta``, ``size`` and ``direction`` [d rows each], in place."""
    for i in range(len(theta)):
        # The last branch is zero or NaN: it passes either on.
        sign = where(gradient[i] > 0.0, 1.0, where(gradient[i] < 0.0, -1.0, gradient[i]))
        agreement = sign * direction[i]
        change = where(agreement > 0.0, grow, where(agreement < 0.0, shrink, 1.0))
        size[i] = minimum(maximum(size[i] * change, smallest), largest)
        direction[i] = where(agreement < 0.0, 0.0, sign)
        theta[i] = theta[i] - learning_rate * size[i] * direction[i]


def torch_step(theta, gradient, size, direction, unit, t, learning_rate, shrink, grow, smallest, largest):
    """As ``step``, with the learning rate of step 0 in ``unit`` [1 row] for all."""
    unit[0] = where(t == 0.0, learning_rate, unit[0])
    for i in range(len(theta)):
        # The last branch is zero or NaN: it passes either on.
        sign = where(gradient[i] > 0.0, 1.0, where(gradient[i] < 0.0, -1.0, gradient[i]))
        agreement = sign * direction[i]
        change = where(agreement > 0.0, grow, where(agreement < 0.0, shrink, 1.0))
        size[i] = minimum(maximum(size[i] * change, smallest), largest)
        direction[i] = where(agreement < 0.0, 0.0, sign)
        theta[i] = theta[i] - unit[0] * size[i] * direction[i]
