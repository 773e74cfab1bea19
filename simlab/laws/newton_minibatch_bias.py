"""How much too large Newton's step is on average with a minibatch Hessian."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive, require


def newton_minibatch_bias(batch, dimension):
    """E H_B^-1 = B / (B - d - 1) H^-1, inputs N(0, H) and H_B = X^T X / B.

    Mean of the inverse Wishart distribution; the step is infinite on average at B = d + 1. 1.43 at B = 20,
    d = 5.

    Raises ``ValueError`` unless ``dimension`` > 0 and ``batch`` > ``dimension`` + 1.
    Source: Muirhead, Aspects of Multivariate Statistical Theory (1982), section 3.2.
    """
    positive(dimension=dimension)
    spare = np.subtract(batch, np.add(dimension, 1.0))
    require(spare > 0, "batch must be above dimension + 1; batch - dimension - 1 is not positive", spare)
    return np.asarray(batch, dtype=float) / spare
