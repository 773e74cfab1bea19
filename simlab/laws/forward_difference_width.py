"""Width with the smallest error of a forward difference quotient."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def forward_difference_width(value, second, roundoff=2.0**-53):
    """h* = 2 sqrt(u |f / f''|), where truncation and rounding of ``forward_difference_error`` are equal.

    2.1e-8 for f = exp in float64; the smallest error is about sqrt(u).

    Raises ``ValueError`` unless |``value``|, |``second``| and ``roundoff`` are positive.
    Source: lecture section 4.1; Press et al., Numerical Recipes (2007), section 5.7.
    """
    positive(value=np.abs(value), second=np.abs(second), roundoff=roundoff)
    return 2.0 * np.sqrt(np.multiply(roundoff, np.abs(np.divide(value, second))))
