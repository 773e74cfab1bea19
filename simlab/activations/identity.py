"""The identity: a linear unit, of which several layers are no more powerful than one.

Formula
    a = z,  da/dz = 1
Symbols
    z the pre-activation, a the activation.
Saturation
    Never.
Not finite
    NaN and infinities pass unchanged; the slope is 1 there too.
Reference
    Lecture 4, section 4.7.
"""

from __future__ import annotations

from simlab.lanes import where
from simlab.parameters import Parameter

PARAMETERS: dict[str, Parameter] = {}


def value(z):
    """Return a at ``z``."""
    return z


def slope(z, a):
    """Return da/dz at ``z``, where the activation is ``a``."""
    return where(z < z, z, 1.0)


def saturated(z, a):
    """The mask of no lane at all."""
    return z < z
