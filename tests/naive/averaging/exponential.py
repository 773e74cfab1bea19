"""Lecture 4, equation 11, unrolled: a weighted sum of all iterates."""


def average(thetas, time_constant):
    keep, last = 1 - 1 / time_constant, len(thetas) - 1
    recent = sum(keep ** (last - k) / time_constant * thetas[k] for k in range(1, last + 1))
    return keep**last * thetas[0] + recent
