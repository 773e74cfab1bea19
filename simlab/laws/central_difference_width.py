"""Width with the smallest error of a central difference quotient."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def central_difference_width(value, third, roundoff=2.0**-53):
    """h* = (3 u |f / f'''|)^(1/3), the minimiser of ``central_difference_error``.

    6.9e-6 for f = exp in float64; the smallest error is about u^(2/3).

    Raises ``ValueError`` unless |``value``|, |``third``| and ``roundoff`` are positive.
    Source: lecture section 4.1; Press et al., Numerical Recipes (2007), section 5.7.
    """
    positive(value=np.abs(value), third=np.abs(third), roundoff=roundoff)
    return np.cbrt(3.0 * np.multiply(roundoff, np.abs(np.divide(value, third))))
