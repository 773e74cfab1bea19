"""Nothing happens."""


def factor(t):
    return 1.0
