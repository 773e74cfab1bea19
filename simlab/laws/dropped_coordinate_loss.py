"""Loss that remains if the gradient misses one coordinate."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def dropped_coordinate_loss(error, inverse_curvature):
    """L - L* = w^2 / (2 [H^-1]_jj), units of the loss.

    Coordinate j stays ``error`` = w away from its optimum; the others then minimise the quadratic, which
    leaves the Schur complement 1 / [H^-1]_jj as its curvature. With H = I it is the bug of a missing bias,
    w^2 / 2. ``inverse_curvature`` is [H^-1]_jj.

    Raises ``ValueError`` unless ``inverse_curvature`` is positive.
    Source: lecture section 4.1 (incorrect gradients); own derivation.
    """
    positive(inverse_curvature=inverse_curvature)
    return 0.5 * np.square(error) / np.asarray(inverse_curvature, dtype=float)
