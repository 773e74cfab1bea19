"""Gradient descent: one step of fixed length against the gradient.

Update
    theta <- theta - alpha g
At step 0
    Nothing is remembered.
Symbols
    g the gradient at theta; alpha = ``learning_rate``, already multiplied by the schedule. On a quadratic
    it is stable if and only if alpha lambda_max < 2.
Reference
    A. Cauchy (1847), Méthode générale pour la résolution des systèmes d'équations simultanées, Comptes
    rendus 25, 536-538. Lecture 4, equation 2; with a noisy gradient it is stochastic gradient descent, (7).
Where libraries differ
    They do not: torch.optim.SGD, optax.sgd and keras SGD without momentum compute this. The product is
    rounded before the subtraction (no fused multiply-add), so that momentum with mu = 0 has the same bits.
"""

from __future__ import annotations

from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter("step per unit of gradient", minimum=0.0, aliases=("lr", "alpha")),
}
OPTIONS: dict[str, Option] = {}
STATE: dict[str, State] = {}


def step(theta, gradient, learning_rate):
    """One update of ``theta`` [d rows], in place."""
    for i in range(len(theta)):
        theta[i] = theta[i] - learning_rate * gradient[i]
