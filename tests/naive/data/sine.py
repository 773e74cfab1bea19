"""A noisy sine, point by point."""

import math

EXAMPLE = {"frequency": 2.0, "noise": 0.1, "low": -1.0, "high": 4.0}


def examples(uniforms, normals, count, frequency, noise, low, high):
    x = [low + (high - low) * uniforms(0, 1)[i][0] for i in range(count)]
    y = [math.sin(frequency * one) + noise * normals(1, 1)[i][0] for i, one in enumerate(x)]
    return [[one] for one in x], y
