"""The number type kernels compute with: write the maths once, run it on packs or on NumPy arrays."""

from simlab.lanes.elementary.erf import erf
from simlab.lanes.elementary.exp import exp
from simlab.lanes.elementary.integer_power import integer_power
from simlab.lanes.elementary.log import log
from simlab.lanes.elementary.power import power
from simlab.lanes.elementary.sigmoid import sigmoid
from simlab.lanes.elementary.softplus import softplus
from simlab.lanes.elementary.tanh import tanh, tanh_and_slope
from simlab.lanes.elementary.trigonometric import cos, sin
from simlab.lanes.flags import inline
from simlab.lanes.ops import (
    absolute,
    any_lane,
    copy_sign,
    floor,
    fma,
    is_finite,
    is_nan,
    maximum,
    minimum,
    round_even,
    sqrt,
    where,
)

__all__ = [
    "absolute",
    "any_lane",
    "copy_sign",
    "cos",
    "erf",
    "exp",
    "floor",
    "fma",
    "inline",
    "integer_power",
    "is_finite",
    "is_nan",
    "log",
    "maximum",
    "minimum",
    "power",
    "round_even",
    "sigmoid",
    "sin",
    "softplus",
    "sqrt",
    "tanh",
    "tanh_and_slope",
    "where",
]
