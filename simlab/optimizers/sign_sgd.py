"""Sign descent: a step of the same length in every coordinate, against the sign of the gradient.

Update
    theta <- theta - alpha sign(g),  sign(0) = 0
At step 0
    Nothing is remembered.
Symbols
    g the gradient at theta; alpha = ``learning_rate``, already multiplied by the schedule: the length of
    the step in every coordinate, whatever the size of the gradient. So the iterate comes no nearer to a
    minimum than about alpha unless a schedule shrinks it. Adam with beta1 = beta2 = eps = 0 is this rule,
    except where a partial derivative vanishes. The sign of NaN is NaN.
Reference
    J. Bernstein, Y.-X. Wang, K. Azizzadenesheli & A. Anandkumar (2018), signSGD: compressed optimisation
    for non-convex problems, ICML, algorithm 1.
Where libraries differ
    optax.sign_sgd: this rule. torch and keras have none.
"""

from __future__ import annotations

from simlab.lanes import where
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter("step length of every coordinate", minimum=0.0, aliases=("lr", "alpha")),
}
OPTIONS: dict[str, Option] = {}
STATE: dict[str, State] = {}


def step(theta, gradient, learning_rate):
    """One update of ``theta`` [d rows], in place."""
    for i in range(len(theta)):
        # The last branch is zero or NaN: it passes either on.
        sign = where(gradient[i] > 0.0, 1.0, where(gradient[i] < 0.0, -1.0, gradient[i]))
        theta[i] = theta[i] - learning_rate * sign
