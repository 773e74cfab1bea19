"""Goyal et al. (2017), section 2.2; torch.optim.lr_scheduler.LinearLR as documented."""


def factor(t, duration, initial):
    return initial + (1 - initial) * min(t, duration) / duration
