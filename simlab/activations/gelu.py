"""Gaussian error linear unit: the pre-activation times the probability that a Gaussian lies below it.

Formula
    exact: a = z Phi(z),  da/dz = Phi(z) + z phi(z)
    tanh:  a = z s,  s = 1 / (1 + e^(-2 u)),  u = sqrt(2 / pi) (z + 0.044715 z^3),
    da/dz = s + 2 z s (1 - s) du/dz
Symbols
    z the pre-activation, a the activation; Phi and phi the distribution and density of N(0, 1). Option
    ``form``: the definition, or the authors' approximation; s is (1 + tanh u) / 2, without its cancellation
    below zero. They differ by at most 5e-4. Phi is (1 + erf(z / sqrt 2)) / 2, right to 1e-7 (in float32), not
    to its last digit: below z = -5.48, where a is -1e-7, it is 0.
Saturation
    a within 0.05 of 0, left of the minimum: z < -1.95.
Not finite
    NaN stays NaN; -infinity gives NaN.
Reference
    D. Hendrycks & K. Gimpel (2016), Gaussian error linear units, arXiv:1606.08415, section 2.
"""

from __future__ import annotations

from simlab.activations._sides import sides
from simlab.lanes import erf, exp, fma, maximum, minimum, sigmoid
from simlab.parameters import Option, Parameter

PARAMETERS: dict[str, Parameter] = {}
OPTIONS = {"form": Option("the definition, or its approximation", ("exact", "tanh"), "exact")}

_ROOT_OF_HALF = 0.7071067811865476
_PEAK = 0.3989422804014327  # phi(0)
_TWICE_ROOT = 1.5957691216057308  # 2 sqrt(2 / pi)
_CUBIC = 0.044715
# Beyond it the slope is 0 or 1 to the last place, and z^3 may overflow.
_FAR = 14.0


def select(form: str):
    """The value and the slope, of one form."""
    return {"exact": (value, slope), "tanh": (tanh_value, tanh_slope)}[form]


def value(z):
    """Return a at ``z``."""
    return z * (0.5 + 0.5 * erf(_ROOT_OF_HALF * z))


def slope(z, a):
    """Return da/dz at ``z``, where the activation is ``a``."""
    x = maximum(minimum(z, _FAR), -_FAR)
    density = _PEAK * exp(-0.5 * (x * x))
    return fma(x, density, 0.5 + 0.5 * erf(_ROOT_OF_HALF * x))


def tanh_value(z):
    """Return a at ``z`` in the approximate form."""
    x = maximum(minimum(z, _FAR), -_FAR)
    return z * sigmoid(_TWICE_ROOT * x * fma(_CUBIC * x, x, 1.0))


def tanh_slope(z, a):
    """Return da/dz at ``z`` in the approximate form."""
    x = maximum(minimum(z, _FAR), -_FAR)
    s, rest = sides(_TWICE_ROOT * x * fma(_CUBIC * x, x, 1.0))
    steepness = _TWICE_ROOT * fma(3.0 * _CUBIC * x, x, 1.0)
    return s * fma(x * rest, steepness, 1.0)


def saturated(z, a):
    """The mask of lanes where the unit is almost off."""
    return (z < -1.0) & (a > -0.05)
