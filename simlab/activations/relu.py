"""Rectified linear unit: the positive part; no gradient passes a unit whose pre-activation is negative.

Formula
    a = max(z, 0),  da/dz = 1 if z > 0, else 0 (at z = 0 too)
Symbols
    z the pre-activation, a the activation.
Saturation
    z <= 0: the unit is inactive. One that is inactive for every example is dead, for nothing changes it.
Not finite
    Written as a choice, ``where(z > 0, z, 0)``: a NaN is not greater than 0, so it becomes 0, with slope 0.
    One bad input then leaves the loss finite and silences every unit that it reaches.
Reference
    Lecture 4, section 4.7, equation 15; V. Nair & G. E. Hinton (2010), Rectified linear units improve
    restricted Boltzmann machines, ICML.
"""

from __future__ import annotations

from simlab.lanes import where
from simlab.parameters import Parameter

PARAMETERS: dict[str, Parameter] = {}


def value(z):
    """Return a at ``z``."""
    return where(z > 0.0, z, 0.0)


def slope(z, a):
    """Return da/dz, by the activation ``a`` at ``z``: they are positive together."""
    return where(a > 0.0, 1.0, 0.0 * a)


def saturated(z, a):
    """The mask of lanes where the unit is inactive."""
    return z <= 0.0
