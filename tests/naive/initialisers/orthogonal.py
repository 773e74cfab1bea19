"""The orthogonal factor of a Gaussian matrix, by Householder's way, with a positive diagonal of R."""

import numpy as np

EXAMPLE = {"gain": 1.5}


def weights(normals, inputs, outputs, gain):
    q, r = np.linalg.qr(normals if inputs >= outputs else normals.T)
    q = q * np.sign(np.diag(r))
    return gain * (q if inputs >= outputs else q.T)


def variance(inputs, outputs, gain):
    return gain**2 / max(inputs, outputs)
