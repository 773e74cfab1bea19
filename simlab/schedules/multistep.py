"""Steps down at listed times: the learning rate drops by a constant factor at every milestone.

Formula
    factor(t) = gamma^n(t),  n(t) = how many milestones m have m <= t
Symbols
    t the step, from 0; m one of the ``milestones``, in steps and in any order, each counting as often as it
    is listed; gamma = ``gamma``, the factor of one drop. The step at a milestone takes the lower rate.
Reference
    K. He, X. Zhang, S. Ren & J. Sun (2016), Deep residual learning for image recognition, CVPR, section 4.2
    (a tenth at two milestones); torch.optim.lr_scheduler.MultiStepLR.
Where libraries differ
    torch: the same, in whole steps. optax.piecewise_constant_schedule takes a factor for each milestone and
    lowers the rate one step later, at t > m.
"""

from __future__ import annotations

from simlab.lanes import where
from simlab.parameters import Parameter

PARAMETERS = {
    "milestones": Parameter("steps at which the rate drops", above=0.0, vector=True, entries="numbers"),
    "gamma": Parameter("factor of one drop", default=0.1, above=0.0, maximum=1.0),
}


def factor(t, milestones, gamma):
    """Multiplier of the learning rate at step ``t``; ``milestones`` are rows, as many as were given."""
    value = where(t < milestones[0], 1.0, gamma)
    for i in range(1, len(milestones)):
        value = where(t < milestones[i], value, value * gamma)
    return value
