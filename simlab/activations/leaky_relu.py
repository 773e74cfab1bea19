"""Leaky rectifier: a small slope below zero keeps every unit able to learn.

Formula
    a = z if z > 0, else leak z;  da/dz = 1 if z > 0, else leak (at z = 0 too)
Symbols
    z the pre-activation, a the activation; ``leak`` the slope below zero.
Saturation
    Never: there is a slope on both sides.
Not finite
    NaN stays NaN, but its slope is ``leak``.
Reference
    A. L. Maas, A. Y. Hannun & A. Y. Ng (2013), Rectifier nonlinearities improve neural network acoustic
    models, ICML; their ``leak`` is 0.01.
"""

from __future__ import annotations

from simlab.lanes import where
from simlab.parameters import Parameter

PARAMETERS = {"leak": Parameter("slope below zero", default=0.01, minimum=0.0, maximum=1.0)}


def value(z, leak):
    """Return a at ``z``."""
    return where(z > 0.0, z, leak * z)


def slope(z, a, leak):
    """Return da/dz at ``z``, where the activation is ``a``."""
    return where(z > 0.0, 1.0, leak)


def saturated(z, a):
    """The mask of no lane at all."""
    return z < z
