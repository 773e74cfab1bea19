"""Loshchilov & Hutter 2019: the parameters shrink, the gradient stays; returns the parameters."""


def moved(thetas, learning_rate, rate):
    return thetas - learning_rate * rate * thetas
