"""Warm-up: a straight line from a share of the learning rate to all of it, which then stays.

Formula
    factor(t) = s + (1 - s) t / T for t < T, and 1 from then on
Symbols
    t the step, from 0; T = ``duration`` in steps; s = ``initial``, the factor of the first step: with
    s = 0 nothing moves in it, with s = 1 / (T + 1) the factor is (t + 1) / (T + 1).
Reference
    P. Goyal et al. (2017), Accurate, large minibatch SGD: training ImageNet in 1 hour, arXiv:1706.02677,
    section 2.2, gradual warmup.
Where libraries differ
    torch.optim.lr_scheduler.LinearLR: this rule, s = start_factor = 1/3 and T = total_iters = 5 by default.
    optax.linear_schedule takes both ends as learning rates.
"""

from __future__ import annotations

from simlab.lanes import minimum
from simlab.parameters import Parameter

PARAMETERS = {
    "duration": Parameter("steps to the full rate", above=0.0),
    "initial": Parameter(
        "share of the learning rate at the first step", default=0.0, minimum=0.0, maximum=1.0
    ),
}


def factor(t, duration, initial):
    """Multiplier of the learning rate at step ``t``."""
    return initial + (1.0 - initial) * minimum(t / duration, 1.0)
