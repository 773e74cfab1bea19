"""A sigmoid step: f = h / (1 + e^-w); derivatives in e^-|w|, which loses nothing on the plateaus."""

import numpy as np


def value(x, height):
    return height / (1 + np.exp(-x[0]))


def gradient(x, height):
    fading = np.exp(-np.abs(x))
    return height * fading / (1 + fading) ** 2


def hessian(x, height):
    fading = np.exp(-np.abs(x))
    return -np.sign(x) * (height * fading * (1 - fading) / (1 + fading) ** 3)[:, None]
