"""A constant beside the gradient."""


def modified(gradients, bias):
    return gradients + bias
