"""Softplus, the smooth ramp: ``log(1 + exp(x)) = max(x, 0) + log(1 + e)`` with ``e = exp(-|x|)``.

``log(1 + e)`` is ``log(1 + f)`` for ``e <= 1/2`` with ``f = e``, else ``ln 2 + log(1 + f)`` with
``1 + f = (1 + e) / 2``: ``f + f**2 q(f)`` with a minimax ``q`` on [-1/4, 1/2]. The rounding error of ``e`` is
carried along, so the lower tail, where the result is ``e``, is not rounded twice.
"""

from simlab.lanes.dispatch import by_precision
from simlab.lanes.elementary.exp import (
    expm1_float32,
    expm1_float64,
    scale_float32,
    scale_float64,
    split_float32,
    split_float64,
)
from simlab.lanes.ops import absolute, fma, where

_LN2 = 0.6931471805599453


def _softplus_float32(x):
    size = absolute(x)
    r, n = split_float32(-where(size > 104.0, 104.0, size))
    p = expm1_float32(r)
    rounded = 1.0 + p
    e, rest = scale_float32(rounded, n), scale_float32(p - (rounded - 1.0), n)
    upper = e > 0.5
    f = where(upper, fma(e, 0.5, -0.5), e)
    s = f * f
    even = fma(s, -0.04596522077918053, -0.1320580095052719)
    odd = fma(s, 0.10581953823566437, 0.14475364983081818)
    even = fma(s, even, -0.16642732918262482)
    odd = fma(s, odd, 0.1999039351940155)
    even = fma(s, even, -0.2500019371509552)
    odd = fma(s, odd, 0.33333462476730347)
    even = fma(s, even, -0.5)
    y = f + fma(s, fma(f, odd, even), rest)
    return where(x > 0.0, x, 0.0) + where(upper, y + _LN2, y)


def _softplus_float64(x):
    size = absolute(x)
    r, n = split_float64(-where(size > 746.0, 746.0, size))
    p = expm1_float64(r)
    rounded = 1.0 + p
    e, rest = scale_float64(rounded, n), scale_float64(p - (rounded - 1.0), n)
    upper = e > 0.5
    f = where(upper, fma(e, 0.5, -0.5), e)
    s = f * f
    even = fma(s, -0.00922311991809678, -0.05454339713304714)
    odd = fma(s, 0.03249323056287997, 0.06314480002293452)
    even = fma(s, even, -0.06430451108355284)
    odd = fma(s, odd, 0.06657411339183837)
    even = fma(s, even, -0.07121105958377773)
    odd = fma(s, odd, 0.07689407353116391)
    even = fma(s, even, -0.08334423905346526)
    odd = fma(s, odd, 0.09091176714089681)
    even = fma(s, even, -0.09999975818411581)
    odd = fma(s, odd, 0.11111100950825066)
    even = fma(s, even, -0.12500000126774943)
    odd = fma(s, odd, 0.14285714476995368)
    even = fma(s, even, -0.1666666666964243)
    odd = fma(s, odd, 0.19999999998316736)
    even = fma(s, even, -0.2499999999996501)
    odd = fma(s, odd, 0.33333333333338416)
    even = fma(s, even, -0.5000000000000007)
    y = f + fma(s, fma(f, odd, even), rest)
    return where(x > 0.0, x, 0.0) + where(upper, y + _LN2, y)


softplus = by_precision(
    "softplus",
    _softplus_float32,
    _softplus_float64,
    doc="""``log(1 + exp(x))`` to 2 ulp; the lower tail follows ``exp(x)`` through the subnormals to 0.""",
)
