"""Ackley (1987): f = -a exp(-b |x| / sqrt(d)) - exp(mean cos c x) + a + e; derivatives by the chain rule."""

import numpy as np


def value(x, a, b, c):
    radius = np.sqrt(np.mean(x**2))
    return -a * np.exp(-b * radius) - np.exp(np.mean(np.cos(c * x))) + a + np.e


def gradient(x, a, b, c):
    d, radius = len(x), np.sqrt(np.mean(x**2))
    waves = np.exp(np.mean(np.cos(c * x)))
    outward = x / (d * radius) if radius > 0 else 0 * x
    return a * b * np.exp(-b * radius) * outward + waves * c * np.sin(c * x) / d


def hessian(x, a, b, c):
    d, radius = len(x), np.sqrt(np.mean(x**2))
    outward, sines = x / (d * radius), c * np.sin(c * x) / d
    of_radius = (np.eye(d) / d - np.outer(outward, outward)) / radius
    funnel = a * b * np.exp(-b * radius) * (of_radius - b * np.outer(outward, outward))
    waves = np.exp(np.mean(np.cos(c * x)))
    return funnel + waves * (np.diag(c**2 * np.cos(c * x) / d) - np.outer(sines, sines))
