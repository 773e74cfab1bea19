"""A staircase: the learning rate drops by a constant factor every so many steps.

Formula
    factor(t) = gamma^floor(t / k)
Symbols
    t the step, from 0; k = ``every`` steps make a stair, the first of which is at the full rate; gamma =
    ``gamma``, the factor from one stair to the next. Between the stairs' ends it follows the exponential
    decay of time constant -k / log(gamma).
Reference
    torch.optim.lr_scheduler.StepLR with step_size = k.
Where libraries differ
    optax.exponential_decay with staircase: the same, k = transition_steps and gamma = decay_rate; keras
    ExponentialDecay with staircase: k = decay_steps.
"""

from __future__ import annotations

from simlab.lanes import floor, power
from simlab.parameters import Parameter

PARAMETERS = {
    "every": Parameter("steps from one drop to the next", above=0.0),
    "gamma": Parameter("factor of one drop", default=0.1, above=0.0, maximum=1.0),
}


def factor(t, every, gamma):
    """Multiplier of the learning rate at step ``t``."""
    return power(gamma, floor(t / every))
