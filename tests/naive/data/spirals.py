"""Spiral arms, point by point."""

import math

EXAMPLE = {"classes": 3, "turns": 1.25, "noise": 0.02}


def examples(uniforms, normals, count, classes, turns, noise):
    inputs, labels = [], []
    for i in range(count):
        s, arm, n = math.sqrt(uniforms(0, 1)[i][0]), i % classes, normals(1, 2)[i]
        t = 2 * math.pi * (turns * s + arm / classes)
        inputs.append([s * math.cos(t) + noise * n[0], s * math.sin(t) + noise * n[1]])
        labels.append(arm)
    return inputs, labels
