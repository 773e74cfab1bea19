"""Hyperbolic tangent: a smooth step from -1 to 1, of slope 1 in the middle.

Formula
    a = tanh(z),  da/dz = 1 - a^2 = 4 e / (1 + e)^2  with  e = e^(-2 |z|)
Symbols
    z the pre-activation, a the activation. The slope is computed from z: 1 - a^2 is 0 in float32 from
    z = 9.1 on, where the slope is 5e-8; the form with e keeps its digits down to the least number there is.
Saturation
    |a| > 0.95: |z| > 1.83.
Not finite
    NaN stays NaN; at infinity a is -1 or 1 and the slope 0.
Reference
    Lecture 4, section 4.7 (histograms of activations); Y. LeCun et al. (1998), Efficient backprop, section
    4.4.
"""

from __future__ import annotations

from simlab.lanes import absolute, exp, tanh, tanh_and_slope
from simlab.parameters import Parameter

PARAMETERS: dict[str, Parameter] = {}


def value(z):
    """Return a at ``z``."""
    return tanh(z)


def slope(z, a):
    """Return da/dz at ``z``, where the activation is ``a``."""
    e = exp(-2.0 * absolute(z))
    whole = 1.0 + e
    return 4.0 * e / (whole * whole)


def value_and_slope(z):
    """Return both, which share most of their work; the slope ends at 2e-37 in float32, 2e-307 in float64."""
    return tanh_and_slope(z)


def saturated(z, a):
    """The mask of lanes where ``a`` is close to -1 or 1."""
    return absolute(a) > 0.95
