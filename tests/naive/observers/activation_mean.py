"""The first of every pair of moments."""


def observe(activation_moments):
    return activation_moments[0::2]
