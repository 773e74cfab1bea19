"""Softplus: the smooth rectifier, whose slope is the logistic sigmoid.

Formula
    a = log(1 + e^z),  da/dz = 1 / (1 + e^-z)
Symbols
    z the pre-activation, a the activation. The slope is computed from z: 1 - e^-a has lost its digits where
    a is small.
Saturation
    a < 0.05: z < -2.97.
Not finite
    NaN stays NaN; at -infinity a and the slope are 0, at infinity infinity and 1.
Reference
    C. Dugas et al. (2001), Incorporating second-order functional knowledge for better option pricing, NIPS.
"""

from __future__ import annotations

from simlab.lanes import sigmoid, softplus
from simlab.parameters import Parameter

PARAMETERS: dict[str, Parameter] = {}


def value(z):
    """Return a at ``z``."""
    return softplus(z)


def slope(z, a):
    """Return da/dz at ``z``, where the activation is ``a``."""
    return sigmoid(z)


def saturated(z, a):
    """The mask of lanes where the unit is almost off."""
    return a < 0.05
