"""Every step is spoilt whose first random number falls outside the chance that all its examples are good."""

import numpy as np


def modified(gradients, uniforms, share, batch):
    good = np.prod(np.full(int(batch), 1.0 - share))
    return np.array(
        [g if u[0] < good else np.full_like(g, np.nan) for g, u in zip(gradients, uniforms, strict=True)]
    )
