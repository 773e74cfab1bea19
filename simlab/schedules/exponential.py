"""Exponential decay of the learning rate, from a chosen step on.

Formula
    factor(t) = exp(-max(t - t0, 0) / tau)
Symbols
    t the step, from 0; t0 = ``start``, where the decay begins; tau = ``time_constant`` in steps: the
    factor falls to 1/e in tau steps. What is left to travel after t0 is finite, alpha_0 tau in all.
Reference
    Lecture 4, equation 10; its t = 0 is this t0.
Where libraries differ
    torch.optim.lr_scheduler.ExponentialLR and optax.exponential_decay take the factor of one step,
    gamma = exp(-1 / tau).
"""

from __future__ import annotations

from simlab.lanes import exp, minimum
from simlab.parameters import Parameter

PARAMETERS = {
    "time_constant": Parameter("steps in which the factor falls to 1/e", above=0.0),
    "start": Parameter("step at which the decay begins", default=0.0, minimum=0.0),
}


def factor(t, time_constant, start):
    """Multiplier of the learning rate at step ``t``."""
    return exp(minimum((start - t) / time_constant, 0.0))
