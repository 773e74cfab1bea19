"""The value at the average."""


def observe(loss_of_average):
    return loss_of_average
