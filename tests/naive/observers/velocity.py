"""The difference."""


def observe(theta, previous):
    return theta - previous
