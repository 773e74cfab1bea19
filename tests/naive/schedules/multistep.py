"""torch.optim.lr_scheduler.MultiStepLR as documented: multiplied once at every milestone, step by step."""

import numpy as np


def factor(t, milestones, gamma):
    value = 1.0
    for now in np.sort(milestones):
        if t >= now:
            value = value * gamma
    return value
