"""By LAPACK."""

import numpy as np


def observe(theta, hessian):
    return np.linalg.eigvalsh(hessian.reshape(len(theta), -1))
