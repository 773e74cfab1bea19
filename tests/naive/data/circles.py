"""Two circles, point by point."""

import math

EXAMPLE = {"noise": 0.05, "ratio": 0.3}


def examples(uniforms, normals, count, noise, ratio):
    inputs, labels = [], []
    for i in range(count):
        t = 2 * math.pi * uniforms(0, 1)[i][0]
        radius = [1, ratio][i % 2]
        n = normals(1, 2)[i]
        inputs.append([radius * math.cos(t) + noise * n[0], radius * math.sin(t) + noise * n[1]])
        labels.append(i % 2)
    return inputs, labels
