"""Slowdown of gradient descent whose learning rate is taken from a geometric grid."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import require

_NODES, _WEIGHTS = (0.5 * part for part in np.polynomial.legendre.leggauss(48))
_BISECTIONS = 60


def slowdown(ratio, kappa):
    """Mean and worst slowdown; see ``learning_rate_grid_slowdown``.

    Learning rates are in units of the optimal one. The grid has a point r^-v below it and r^(1-v) above,
    v uniform on (0, 1) and the same as an integral over the logarithm. The lower one is the better up to the
    v found by bisection.

    Raises ``ValueError`` unless both numbers are above 1.
    """
    ratio, kappa = np.broadcast_arrays(np.asarray(ratio, dtype=float), np.asarray(kappa, dtype=float))
    require(ratio > 1, "ratio must be above 1", ratio)
    require(kappa > 1, "kappa must be above 1", kappa)
    flat, stiff = 2.0 / (kappa + 1.0), 2.0 * kappa / (kappa + 1.0)

    def speed(rate, flat, stiff):
        return -np.log(np.maximum(np.abs(1.0 - rate * flat), np.abs(1.0 - rate * stiff)))

    low, high = np.zeros(ratio.shape), np.ones(ratio.shape)
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        below = speed(ratio**-middle, flat, stiff) > speed(ratio ** (1.0 - middle), flat, stiff)
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    best = speed(1.0, flat, stiff)
    wide = (part[..., None] for part in (ratio, flat, stiff, low))
    many, flat_many, stiff_many, edge = wide
    position = 0.5 + _NODES  # in (0, 1)
    lower = speed(many ** -(edge * position), flat_many, stiff_many)
    upper = speed(many ** ((1.0 - edge) * position), flat_many, stiff_many)
    mean = low * (_WEIGHTS / lower).sum(axis=-1) + (1.0 - low) * (_WEIGHTS / upper).sum(axis=-1)
    return best * mean, best / speed(ratio**-low, flat, stiff)
