"""torch.optim.lr_scheduler.StepLR as documented: multiplied once for every drop so far."""


def factor(t, every, gamma):
    value, drop = 1.0, every
    while drop <= t:
        value, drop = value * gamma, drop + every
    return value
