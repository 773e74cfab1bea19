"""Griewank (1981): f = 1 + |x|^2 / bowl - prod cos(x_i / sqrt(i)); every product written out."""

import numpy as np


def value(x, bowl):
    return 1 + np.sum(x**2) / bowl - np.prod(np.cos(x / numbers(x)))


def numbers(x):
    return np.sqrt(np.arange(1, len(x) + 1))


def without(cosines, *left_out):
    return np.prod([c for i, c in enumerate(cosines) if i not in left_out])


def gradient(x, bowl):
    cosines, sines = np.cos(x / numbers(x)), np.sin(x / numbers(x)) / numbers(x)
    return 2 * x / bowl + np.array([sines[i] * without(cosines, i) for i in range(len(x))])


def hessian(x, bowl):
    cosines, sines = np.cos(x / numbers(x)), np.sin(x / numbers(x)) / numbers(x)
    h = np.diag(2 / bowl + np.prod(cosines) / numbers(x) ** 2)
    for i in range(len(x)):
        for j in range(len(x)):
            if i != j:
                h[i, j] = -sines[i] * sines[j] * without(cosines, i, j)
    return h
