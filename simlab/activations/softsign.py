"""Softsign: a step from -1 to 1 that saturates as slowly as 1/z, where tanh does exponentially.

Formula
    a = z / (1 + |z|),  da/dz = 1 / (1 + |z|)^2
Symbols
    z the pre-activation, a the activation. The slope is computed from z: (1 - |a|)^2 has lost its digits
    where |a| is close to 1.
Saturation
    |a| > 0.95: |z| > 19.
Not finite
    NaN stays NaN; an infinity gives NaN, with slope 0.
Reference
    X. Glorot & Y. Bengio (2010), Understanding the difficulty of training deep feedforward neural networks,
    AISTATS, section 3.2.
"""

from __future__ import annotations

from simlab.lanes import absolute
from simlab.parameters import Parameter

PARAMETERS: dict[str, Parameter] = {}


def value(z):
    """Return a at ``z``."""
    return z / (1.0 + absolute(z))


def slope(z, a):
    """Return da/dz at ``z``, where the activation is ``a``."""
    root = 1.0 / (1.0 + absolute(z))
    return root * root


def saturated(z, a):
    """The mask of lanes where ``a`` is close to -1 or 1."""
    return absolute(a) > 0.95
