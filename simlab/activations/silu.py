"""Sigmoid linear unit, also called swish: the pre-activation times its own logistic sigmoid.

Formula
    a = z s(z),  s(z) = 1 / (1 + e^-z),  da/dz = s (1 + z (1 - s))
Symbols
    z the pre-activation, a the activation. The minimum is a = -0.278 at z = -1.278.
Saturation
    a within 0.05 of 0, left of the minimum: z < -4.5.
Not finite
    NaN stays NaN; -infinity gives NaN, and so does the slope at either infinity.
Reference
    S. Elfwing, E. Uchibe & K. Doya (2018), Sigmoid-weighted linear units for neural network function
    approximation in reinforcement learning, Neural Networks 107, equations 5 and 7.
"""

from __future__ import annotations

from simlab.activations._sides import sides
from simlab.lanes import fma, sigmoid
from simlab.parameters import Parameter

PARAMETERS: dict[str, Parameter] = {}


def value(z):
    """Return a at ``z``."""
    return z * sigmoid(z)


def slope(z, a):
    """Return da/dz at ``z``, where the activation is ``a``."""
    s, rest = sides(z)
    return s * fma(z, rest, 1.0)


def saturated(z, a):
    """The mask of lanes where the unit is almost off."""
    return (z < -2.0) & (a > -0.05)
