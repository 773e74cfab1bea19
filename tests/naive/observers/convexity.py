"""By LAPACK."""

import numpy as np


def observe(theta, hessian):
    values = np.linalg.eigvalsh(hessian.reshape(len(theta), -1))
    return abs(values.min() / values.max())
