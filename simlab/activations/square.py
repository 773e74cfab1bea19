"""The square: the simplest unit that is not linear, and one whose slope grows without bound.

Formula
    a = z^2,  da/dz = 2 z
Symbols
    z the pre-activation, a the activation.
Saturation
    Never.
Not finite
    NaN stays NaN; the square of an infinity is infinity.
Reference
    S. S. Du & J. D. Lee (2018), On the power of over-parametrization in neural networks with quadratic
    activation, ICML.
"""

from __future__ import annotations

from simlab.parameters import Parameter

PARAMETERS: dict[str, Parameter] = {}


def value(z):
    """Return a at ``z``."""
    return z * z


def slope(z, a):
    """Return da/dz at ``z``, where the activation is ``a``."""
    return 2.0 * z


def saturated(z, a):
    """The mask of no lane at all."""
    return z < z
