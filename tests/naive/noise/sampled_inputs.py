"""The mean of x (x . g) over a batch, from its chi-square and its part across the gradient."""

import numpy as np


def perturbed(gradient, normals, batch):
    d, length = len(gradient), np.linalg.norm(gradient)
    unit = gradient / length
    squares = np.sum(normals[d : d + int(batch)] ** 2)
    across = (np.eye(d) - np.outer(unit, unit)) @ normals[:d]
    return length / batch * (squares * unit + np.sqrt(squares) * across)
