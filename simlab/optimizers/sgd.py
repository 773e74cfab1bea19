"""Stochastic gradient descent: gradient descent that sees the gradient of a sample, or one with noise.

Update
    theta <- theta - alpha g
At step 0
    Nothing is remembered.
Symbols
    g the gradient at theta as the table [noise], a minibatch, or the chain of the optimizer leaves it;
    alpha = ``learning_rate``, already multiplied by the schedule. The rule is ``gd``, to the bit: what
    is stochastic is the gradient. On a quadratic of curvature lambda with gradient noise of variance sigma^2
    it settles at the variance alpha sigma^2 / (lambda (2 - alpha lambda)).
Reference
    H. Robbins & S. Monro (1951), A stochastic approximation method, Annals of Mathematical Statistics 22(3),
    400-407. Lecture 4, equation 7.
Where libraries differ
    In torch, optax and keras SGD also means momentum and Nesterov's momentum, here kinds of their own.
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
