"""Share of tanh units that are saturated."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from simlab.laws._domain import positive, require


def saturated_fraction(level, scale):
    """P(|tanh z| > level) = 2 (1 - Phi(artanh(level) / sigma_z)), z ~ N(0, sigma_z^2).

    0.067 for level 0.95 and ``scale`` sigma_z = 1; 0.54 at 3.

    Raises ``ValueError`` unless 0 <= ``level`` < 1 and ``scale`` > 0.
    Source: lecture section 4.7 (histograms of activations).
    """
    level = np.asarray(level, dtype=float)
    require((level >= 0) & (level < 1), "level must be at least 0 and below 1", level)
    positive(scale=scale)
    return 2.0 * ndtr(-np.arctanh(level) / np.asarray(scale, dtype=float))
