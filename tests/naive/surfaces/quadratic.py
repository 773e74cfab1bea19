"""f = 1/2 x^T A x with A = Q diag(c) Q^T; dense matrices, Q the product of the plane rotations."""

import numpy as np


def matrix(curvatures, rotation):
    d = len(curvatures)
    angle = np.deg2rad(rotation)
    q = np.eye(d)
    for k in range(d - 1):
        turn = np.eye(d)
        turn[k : k + 2, k : k + 2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
        q = q @ turn
    return q @ np.diag(curvatures) @ q.T


def value(x, curvatures, rotation):
    return x @ matrix(curvatures, rotation) @ x / 2


def gradient(x, curvatures, rotation):
    return matrix(curvatures, rotation) @ x


def hessian(x, curvatures, rotation):
    return matrix(curvatures, rotation)
