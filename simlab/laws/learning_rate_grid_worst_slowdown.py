"""Worst slowdown of the best learning rate on a geometric grid."""

from __future__ import annotations

from simlab.laws._learning_rate_grid import slowdown


def learning_rate_grid_worst_slowdown(ratio, kappa):
    """T(best of the grid) / T(optimal) where the two neighbours of the optimum are equally slow; about r.

    As for ``learning_rate_grid_slowdown``.

    Raises ``ValueError`` unless both numbers are above 1.
    Source: lecture section 4.5 (grids of factor 3); own derivation.
    """
    return slowdown(ratio, kappa)[1]
