"""The number type kernels compute with: write the maths once, run it on packs or on NumPy arrays."""

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
    "floor",
    "fma",
    "is_finite",
    "is_nan",
    "maximum",
    "minimum",
    "round_even",
    "sqrt",
    "where",
]
