"""Two half circles, point by point."""

import math

EXAMPLE = {"noise": 0.2}


def examples(uniforms, normals, count, noise):
    inputs, labels = [], []
    for i in range(count):
        t = math.pi * uniforms(0, 1)[i][0]
        x, y = (math.cos(t), math.sin(t)) if i % 2 == 0 else (1 - math.cos(t), 0.5 - math.sin(t))
        n = normals(1, 2)[i]
        inputs.append([x + noise * n[0], y + noise * n[1]])
        labels.append(i % 2)
    return inputs, labels
