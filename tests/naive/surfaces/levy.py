"""Levy & Montalvo (1985) in w = 1 + (x - 1) / 4, as usually printed; the Hessian is diagonal."""

import numpy as np


def value(x):
    w = 1 + (x - 1) / 4
    inner = np.sum((w[:-1] - 1) ** 2 * (1 + 10 * np.sin(np.pi * w[:-1] + 1) ** 2))
    last = (w[-1] - 1) ** 2 * (1 + np.sin(2 * np.pi * w[-1]) ** 2)
    return np.sin(np.pi * w[0]) ** 2 + inner + last


def shapes(d):
    """Amplitude, wave number and phase of the wave in every coordinate."""
    amplitude, number, phase = np.full(d, 10.0), np.full(d, np.pi), np.ones(d)
    amplitude[-1], number[-1], phase[-1] = 1.0, 2 * np.pi, 0.0
    return amplitude, number, phase


def gradient(x):
    w = 1 + (x - 1) / 4
    a, k, phase = shapes(len(x))
    sine, cosine = np.sin(k * w + phase), np.cos(k * w + phase)
    slope = 2 * (w - 1) * (1 + a * sine**2) + (w - 1) ** 2 * 2 * a * k * sine * cosine
    slope[0] += 2 * np.pi * np.sin(np.pi * w[0]) * np.cos(np.pi * w[0])
    return slope / 4


def hessian(x):
    w = 1 + (x - 1) / 4
    a, k, phase = shapes(len(x))
    sine, cosine = np.sin(k * w + phase), np.cos(k * w + phase)
    bend = 2 * (1 + a * sine**2) + 8 * (w - 1) * a * k * sine * cosine
    bend += (w - 1) ** 2 * 2 * a * k**2 * (cosine**2 - sine**2)
    bend[0] += 2 * np.pi**2 * np.cos(2 * np.pi * w[0])
    return np.diag(bend) / 16
