"""Growth of the squared gradient per layer of a wide sigmoid network."""

from __future__ import annotations

from scipy.special import expit

from simlab.laws._mean_field import chi1


def sigmoid_chi1(weight_scale, bias_scale=0.0):
    """chi_1 = sigma_w^2 E[h'(sqrt(q) z)^2], q = sigma_w^2 E[h(sqrt(q) z)^2] + sigma_b^2.

    As ``tanh_chi1``, with h the logistic function. Never above sigma_w^2 / 16, as its slope is at most 1/4:
    0.0557 at sigma_w = 1.

    Raises ``ValueError`` unless ``weight_scale`` > 0 and ``bias_scale`` >= 0.
    Source: Poole et al. (2016), equation 5; Schoenholz et al., Deep Information Propagation (2017).
    """
    return chi1(expit, lambda z: expit(z) * expit(-z), weight_scale, bias_scale)
