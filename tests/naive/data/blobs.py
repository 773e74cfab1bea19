"""Gaussian clouds on a circle, point by point."""

import math

EXAMPLE = {"classes": 3, "dimension": 4, "separation": 3.0, "spread": 0.5}


def examples(normals, count, classes, dimension, separation, spread):
    inputs, labels = [], []
    for i in range(count):
        c = i % classes
        angle = 2 * math.pi * c / classes
        centre = [separation * math.cos(angle), separation * math.sin(angle)] + [0] * (dimension - 2)
        inputs.append([m + spread * n for m, n in zip(centre, normals(0, dimension)[i], strict=True)])
        labels.append(c)
    return inputs, labels
