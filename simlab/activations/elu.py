"""Exponential linear unit: the identity above zero, a smooth way down to a floor below it.

Formula
    a = z if z > 0, else alpha (e^z - 1);  da/dz = 1 if z > 0, else alpha e^z
Symbols
    z the pre-activation, a the activation; -``alpha`` the floor. At ``alpha`` = 1 the slope is continuous.
    e^z - 1 is 2 t / (1 - t) with t = tanh(z / 2), which keeps its digits near zero. The slope is computed
    from z: a + alpha has lost them on the floor.
Saturation
    e^z < 0.05: a is within 5 % of the floor, z < -3.
Not finite
    NaN stays NaN; at -infinity a is the floor and the slope 0.
Reference
    D.-A. Clevert, T. Unterthiner & S. Hochreiter (2016), Fast and accurate deep network learning by
    exponential linear units, ICLR, equations 15 and 16.
"""

from __future__ import annotations

from simlab.lanes import exp, minimum, tanh, where
from simlab.parameters import Parameter

PARAMETERS = {"alpha": Parameter("depth of the floor", default=1.0, minimum=0.0)}

_LOG_OF_TWENTIETH = -2.995732273553991


def value(z, alpha):
    """Return a at ``z``."""
    t = tanh(0.5 * minimum(z, 0.0))
    return where(z > 0.0, z, alpha * (2.0 * t / (1.0 - t)))


def slope(z, a, alpha):
    """Return da/dz at ``z``, where the activation is ``a``."""
    below = alpha * exp(minimum(z, 0.0))
    return where(z > 0.0, 1.0, below)


def saturated(z, a):
    """The mask of lanes where the unit is close to its floor."""
    return z < _LOG_OF_TWENTIETH
