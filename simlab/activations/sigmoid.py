"""Logistic sigmoid: a smooth step from 0 to 1 whose slope is at most 1/4 and vanishes on both sides.

Formula
    a = 1 / (1 + e^-z),  da/dz = a (1 - a) = e / (1 + e)^2  with  e = e^-|z|
Symbols
    z the pre-activation, a the activation. The slope is computed from z: a (1 - a) is 0 in float32 from
    z = 17 on, where the slope is 4e-8; the form with e keeps its digits down to the least number there is.
Saturation
    a within 0.025 of 0 or 1: |z| > 3.66. Of its range that is what 0.95 is to tanh.
Not finite
    NaN stays NaN; at infinity a is 0 or 1 and the slope 0.
Reference
    Lecture 4, section 4.7, equations 12 to 14.
"""

from __future__ import annotations

from simlab.lanes import absolute, exp, sigmoid
from simlab.parameters import Parameter

PARAMETERS: dict[str, Parameter] = {}


def value(z):
    """Return a at ``z``."""
    return sigmoid(z)


def slope(z, a):
    """Return da/dz at ``z``, where the activation is ``a``."""
    e = exp(-absolute(z))
    whole = 1.0 + e
    return e / (whole * whole)


def saturated(z, a):
    """The mask of lanes where ``a`` is close to 0 or 1."""
    return absolute(a - 0.5) > 0.475
