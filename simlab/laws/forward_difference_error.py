"""Error of a forward difference quotient."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def forward_difference_error(width, value, second, roundoff=2.0**-53):
    """E = h |f''| / 2 + 2 u |f| / h: truncation, and the rounding of two values of f.

    ``width`` h, ``value`` f, ``second`` its second derivative, ``roundoff`` u (2^-53 in float64). The
    rounding is the worst case; its root mean square is about half.

    Raises ``ValueError`` unless ``width`` and ``roundoff`` are positive.
    Source: lecture section 4.1; Press et al., Numerical Recipes (2007), section 5.7.
    """
    positive(width=width, roundoff=roundoff)
    width = np.asarray(width, dtype=float)
    return 0.5 * width * np.abs(second) + 2.0 * np.multiply(roundoff, np.abs(value)) / width
