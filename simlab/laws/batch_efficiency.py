"""Share of the noiseless progress of one step that a batch achieves."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def batch_efficiency(batch, noise_scale):
    """dL(B) / dL_max = alpha(B) / alpha_max = 1 / (1 + B_n / B), each at its best learning rate.

    Half at B = B_n. Exact for one step on a quadratic.

    Raises ``ValueError`` unless both numbers are positive.
    Source: McCandlish et al., An Empirical Model of Large-Batch Training (2018), equation 2.7.
    """
    positive(batch=batch, noise_scale=noise_scale)
    return 1.0 / (1.0 + np.divide(noise_scale, batch))
