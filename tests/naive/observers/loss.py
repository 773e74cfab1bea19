"""The value itself."""


def observe(loss):
    return loss
