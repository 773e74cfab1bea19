"""Mean slowdown of the best learning rate on a geometric grid."""

from __future__ import annotations

from simlab.laws._learning_rate_grid import slowdown


def learning_rate_grid_slowdown(ratio, kappa):
    """Mean over all positions of the grid of T(best of the grid) / T(optimal); about (r - 1) / ln r.

    Learning rates r^k (``ratio`` r) for gradient descent on a quadratic of condition number ``kappa``, the
    optimum 2 / (lambda_max + lambda_min) anywhere between two of them; T ~ 1 / ln(1 / rate). Below the
    optimum the flat mode slows in proportion; above it the stiff one soon diverges, so the grid point below
    is nearly always the better. Integrated over ln(alpha).

    Raises ``ValueError`` unless both numbers are above 1.
    Source: lecture section 4.5 (grids of factor 3); own derivation.
    """
    return slowdown(ratio, kappa)[0]
