"""Hard tanh: the identity between -1 and 1, constant outside.

Formula
    a = min(max(z, -1), 1),  da/dz = 1 if |z| < 1, else 0
Symbols
    z the pre-activation, a the activation.
Saturation
    |z| >= 1: no gradient passes.
Not finite
    NaN stays NaN; at infinity a is -1 or 1 and the slope 0.
Reference
    R. Collobert & S. Bengio (2004), A gentle Hessian for efficient gradient descent, ICASSP.
"""

from __future__ import annotations

from simlab.lanes import absolute, maximum, minimum, where
from simlab.parameters import Parameter

PARAMETERS: dict[str, Parameter] = {}


def value(z):
    """Return a at ``z``."""
    return minimum(maximum(z, -1.0), 1.0)


def slope(z, a):
    """Return da/dz, by the activation ``a`` at ``z``: they are within the bounds together."""
    return where(absolute(a) < 1.0, 1.0, 0.0 * a)


def saturated(z, a):
    """The mask of lanes where no gradient passes."""
    return absolute(z) >= 1.0
