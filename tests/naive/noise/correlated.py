"""Noise L n of covariance L L^T, by NumPy's Cholesky factor."""

import numpy as np


def perturbed(gradient, normals, covariance, scale, batch):
    return gradient + scale * np.linalg.cholesky(covariance) @ normals / np.sqrt(batch)
