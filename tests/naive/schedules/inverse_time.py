"""Bottou (2012), the recommended rates, with gamma_0 lambda = 1 / time_constant."""


def factor(t, time_constant):
    return 1 / (1 + t / time_constant)
