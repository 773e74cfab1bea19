"""Error of a central difference quotient."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def central_difference_error(width, value, third, roundoff=2.0**-53):
    """E = h^2 |f'''| / 6 + u |f| / h: truncation, and the rounding of two values of f.

    ``width`` h (the points lie at x - h and x + h), ``value`` f, ``third`` its third derivative, ``roundoff``
    u. The rounding is the worst case; its root mean square is about half.

    Raises ``ValueError`` unless ``width`` and ``roundoff`` are positive.
    Source: lecture section 4.1; Press et al., Numerical Recipes (2007), section 5.7.
    """
    positive(width=width, roundoff=roundoff)
    width = np.asarray(width, dtype=float)
    return np.square(width) * np.abs(third) / 6.0 + np.multiply(roundoff, np.abs(value)) / width
