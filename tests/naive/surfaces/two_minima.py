"""Lecture 4, figure 1(a): f = 1 minus two Gaussians of depths 1 and A, centred at (1, 0) and (-1, 0)."""

import numpy as np


def wells(x, depth, width):
    """Depth at x and offset from the centre of each Gaussian."""
    for factor, center in ((1.0, 1.0), (depth, -1.0)):
        offset = x - np.array([center, 0.0])
        yield factor * np.exp(-(offset @ offset) / (2 * width**2)), offset


def value(x, depth, width):
    return 1 - sum(g for g, _ in wells(x, depth, width))


def gradient(x, depth, width):
    return sum(g * offset / width**2 for g, offset in wells(x, depth, width))


def hessian(x, depth, width):
    return sum(
        g * (np.eye(2) / width**2 - np.outer(offset, offset) / width**4)
        for g, offset in wells(x, depth, width)
    )
