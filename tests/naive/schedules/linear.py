"""torch.optim.lr_scheduler.LinearLR as documented, from 1 to ``final``."""


def factor(t, duration, final):
    return 1 + (final - 1) * min(t, duration) / duration
