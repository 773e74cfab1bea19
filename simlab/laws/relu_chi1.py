"""Growth of the squared gradient per layer of a wide ReLU network."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def relu_chi1(weight_scale):
    """chi_1 = sigma_w^2 / 2: half of the units pass the gradient on, whatever their scale.

    1 at He's sigma_w^2 = 2. Weights N(0, sigma_w^2 / n). Also the growth of the activations' variance.

    Raises ``ValueError`` unless ``weight_scale`` is positive.
    Source: He et al., Delving Deep into Rectifiers (2015), equation 14.
    """
    positive(weight_scale=weight_scale)
    return 0.5 * np.square(weight_scale)
