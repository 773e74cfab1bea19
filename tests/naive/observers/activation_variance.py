"""The second of every pair of moments."""


def observe(activation_moments):
    return activation_moments[1::2]
