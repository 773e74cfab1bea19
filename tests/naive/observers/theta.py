"""The iterate itself."""


def observe(theta):
    return theta
