"""Growth of the squared gradient per layer of a wide tanh network."""

from __future__ import annotations

import numpy as np

from simlab.laws._mean_field import chi1


def tanh_chi1(weight_scale, bias_scale=0.0):
    """chi_1 = sigma_w^2 E[tanh'(sqrt(q) z)^2], q = sigma_w^2 E[tanh(sqrt(q) z)^2] + sigma_b^2, z ~ N(0, 1).

    Weights N(0, sigma_w^2 / n), biases N(0, sigma_b^2), width n large, q settled. Below 1 gradients vanish,
    above 1 they explode exponentially with depth; 1.139 at sigma_w = 1.5. At sigma_w = 1 without biases q
    settles only as ``tanh_critical_variance``, and chi_1 reaches its value 1 as slowly.

    Raises ``ValueError`` unless ``weight_scale`` > 0 and ``bias_scale`` >= 0.
    Source: Poole et al. (2016), equation 5; Schoenholz et al., Deep Information Propagation (2017).
    """
    return chi1(np.tanh, lambda z: 1.0 / np.square(np.cosh(z)), weight_scale, bias_scale)
