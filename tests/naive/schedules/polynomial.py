"""torch.optim.lr_scheduler.PolynomialLR as documented, down to ``final`` instead of zero."""


def factor(t, duration, exponent, final):
    left = 1 - min(t, duration) / duration
    return final + (1 - final) * left**exponent
